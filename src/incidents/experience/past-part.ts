import type { Incident } from "../../domain/incident.ts";
import type { Notification } from "../../domain/notification.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Database } from "../incident-row.ts";
import { readStandings, shapeOf } from "./lesson-rows.ts";
import { pastIncidents } from "./past-incidents.ts";

/** A card has room for few. */
const MOST = 3;

/** What a card says of the past: how the proposed action did, and the newest of the like. */
export async function pastPart(db: Database, incident: Incident, now: Date): Promise<Notification["past"]> {
  const { id, cluster, finding, plan } = incident;
  if (finding === null) return null;
  const shape = await shapeOf(db, id);
  if (shape === null) return null;
  const { cause } = finding;
  const incidents = await pastIncidents(db, { incidentId: id, cluster, cause, shape, limit: MOST });
  const action = plan?.actions[0];
  const standings =
    action === undefined
      ? undefined
      : await readStandings(db, { cluster, target: action.target, cause, shape }, now);
  const standing = action && standings?.get(action.type);
  const hasTried = standing !== undefined && standing.cluster.tried > 0;
  if (!hasTried && incidents.length === 0) return null;
  return {
    action: hasTried
      ? {
          type: action?.type ?? "",
          held: standing.cluster.held,
          tried: standing.cluster.tried,
          hereHeld: standing.here.held,
          hereTried: standing.here.tried,
        }
      : null,
    incidents: incidents.map((one) => ({
      subject: describeRef(one.subject),
      outcome: one.outcome ?? "",
      at: one.closedAt ?? one.openedAt,
      said: one.said,
    })),
  };
}
