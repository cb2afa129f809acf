import type { Kysely } from "kysely";
import { digestOf } from "../core/json.ts";
import type { Tables } from "../database/tables.ts";
import { CAUSES } from "../domain/cause.ts";
import type { Finding } from "../domain/finding.ts";
import type { Incident } from "../domain/incident.ts";
import { describeRef, objectKey } from "../domain/object-ref.ts";
import type { NewSignal } from "../domain/signal.ts";
import { incidentOfRow } from "./incident-row.ts";
import type { Ingest } from "./ingest.ts";

/** What became of a referral: the incident of the object at fault, or why there is none. */
export type Referred =
  | { kind: "pending" }
  | { kind: "refused"; reason: string }
  | { kind: "root"; incident: Incident };

export interface Referrals {
  /** Raises a signal about the object at fault, once for each `after`, and says which incident answers for it. */
  refer(from: { incident: Incident; finding: Finding; at: Date }): Promise<Referred>;
  read(incidentId: string): Promise<Incident | undefined>;
}

/** The road of every other signal: look-up, autonomy, joining or opening, recurrence of what was fixed. */
export function createReferrals(deps: {
  db: Kysely<Tables>;
  ingest: Pick<Ingest, "acceptSignals">;
}): Referrals {
  const read = async (incidentId: string) => {
    const row = await deps.db
      .selectFrom("incidents")
      .selectAll()
      .where("id", "=", incidentId)
      .executeTakeFirst();
    return row && incidentOfRow(row);
  };
  return {
    read,
    async refer(from) {
      const root = from.incident.causedBy === null ? undefined : await read(from.incident.causedBy);
      const signal = referralSignal(from, root);
      await deps.ingest.acceptSignals([signal]);
      const row = await deps.db
        .selectFrom("signals")
        .select(["state", "reason", "incident_id"])
        .where("key", "=", signal.key)
        .executeTakeFirst();
      if (row === undefined || row.state === "pending") return { kind: "pending" };
      const incident = row.incident_id === null ? undefined : await read(row.incident_id);
      return incident === undefined
        ? { kind: "refused", reason: row.reason ?? "no incident was opened for it" }
        : { kind: "root", incident };
    },
  };
}

/** A root that has closed since makes the referral a new one: then the trouble has come back. */
function referralSignal(
  { incident, finding, at }: Parameters<Referrals["refer"]>[0],
  root: Incident | undefined,
): NewSignal {
  const { object, cause } = finding;
  const since = root?.closedAt?.toISOString() ?? "";
  const [symptom = "other"] = CAUSES[cause].explains;
  return {
    key: `diagnosis/${incident.id}/${digestOf([objectKey(object), cause, since])}`,
    source: "diagnosis",
    symptom,
    suspect: { ...object, container: "", labels: {} },
    at: at.toISOString(),
    detail: `${describeRef(incident.subject)} is ill through it: ${finding.sentence}`.slice(0, 1000),
    record: { finding: structuredClone(finding) as never },
  };
}
