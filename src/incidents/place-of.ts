import { sql } from "kysely";
import type { Incident } from "../domain/incident.ts";
import type { Place } from "../domain/place.ts";
import type { Suspect } from "../domain/signal.ts";
import type { Database } from "./incident-row.ts";
import { allRunbookUrls, newestUrls } from "./research/runbook-urls.ts";

const MOST_SIGNALS = 20;
const MAX_ADDRESS = 2_000;

type Placed = Pick<Incident, "id" | "cluster" | "subject" | "workload" | "openedAt">;

/** Where an incident is, down to the newest pod that showed its symptom. */
export async function placeOf(db: Database, incident: Placed): Promise<Place> {
  return placeIn(incident, (await traces(db, [incident.id]))[0]);
}

/** The same of several, by their ids, with one query. */
export async function placesOf(db: Database, incidents: readonly Placed[]): Promise<Map<string, Place>> {
  const ids = incidents.map(({ id }) => id);
  const found = new Map((await traces(db, ids)).map((one) => [one.id, one]));
  return new Map(incidents.map((incident) => [incident.id, placeIn(incident, found.get(incident.id))]));
}

interface Traces {
  id: string;
  /** Newest first. */
  suspects: Suspect[];
  urls: string[];
}

/** One query, for a person waits for the answer that its caller draws. */
async function traces(db: Database, ids: readonly string[]): Promise<Traces[]> {
  if (ids.length === 0) return [];
  const suspects = sql<Suspect[]>`coalesce((
    select jsonb_agg(suspect order by at desc) from (
      select suspect, at from signals where signals.incident_id = incidents.id
      order by at desc limit ${MOST_SIGNALS}
    ) newest), '[]'::jsonb)`;
  return db
    .selectFrom("incidents")
    .select(["id", suspects.as("suspects"), allRunbookUrls(sql`incidents.id`).as("urls")])
    .where("id", "in", ids)
    .execute();
}

function placeIn(
  { cluster, subject, workload, openedAt }: Placed,
  { suspects, urls }: Pick<Traces, "suspects" | "urls"> = { suspects: [], urls: [] },
): Place {
  const newest = suspects.find((suspect) => podOf(suspect) !== "");
  return {
    cluster,
    namespace: subject.kind === "Namespace" ? subject.name : subject.namespace,
    workload: (workload ?? subject).name,
    pod: newest === undefined ? "" : podOf(newest),
    container: (newest ?? suspects[0])?.container ?? "",
    openedAt: openedAt.toISOString(),
    runbookUrls: newestUrls(urls).filter((url) => url.length <= MAX_ADDRESS),
  };
}

const podOf = ({ kind, name, labels }: Suspect): string => (kind === "Pod" ? name : (labels.pod ?? ""));
