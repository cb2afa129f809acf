import { causeExplains } from "../domain/cause.ts";
import type { Incident } from "../domain/incident.ts";
import type { Symptom } from "../domain/symptom.ts";
import { type Database, incidentOfRow, ofSubject } from "./incident-row.ts";

export interface Candidate {
  incident: Incident;
  /** The symptoms that it has had so far. */
  symptoms: ReadonlySet<Symptom>;
}

/** Why a symptom belongs to an incident; in the order of preference. */
export type Fit = "explained" | "undiagnosed" | "watched";

/** The incident that a symptom of its subject joins; undefined: none, so one is opened. */
export function chooseIncident(candidates: Candidate[], symptom: Symptom, now: Date): Candidate | undefined {
  const order: Fit[] = ["explained", "undiagnosed", "watched"];
  for (const fit of order) {
    const found = candidates.find((candidate) => fitOf(candidate, symptom, now) === fit);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function fitOf({ incident, symptoms }: Candidate, symptom: Symptom, now: Date): Fit | undefined {
  const { cause, status, outcome, watchUntil } = incident;
  // An incident whose cause nobody knows answers for what it has shown already, and for nothing else.
  const explains =
    cause === null || cause === "unknown" ? symptoms.has(symptom) : causeExplains(cause, symptom);
  if (status === "closed") {
    const watches = outcome !== "merged" && watchUntil !== null && watchUntil > now;
    return watches && explains ? "watched" : undefined;
  }
  if (cause !== null && explains) return "explained";
  return cause === null ? "undiagnosed" : undefined;
}

/** Incidents of the subject that may still answer for a symptom, oldest first. */
export async function candidatesFor(
  db: Database,
  of: Pick<Incident, "cluster" | "subject">,
  now: Date,
): Promise<Candidate[]> {
  const rows = await db
    .selectFrom("incidents")
    .selectAll()
    .where((eb) => eb.and(ofSubject(of)))
    .where((eb) => eb.or([eb("status", "<>", "closed"), eb("watch_until", ">", now)]))
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
  if (rows.length === 0) return [];
  const symptoms = await db
    .selectFrom("incident_symptoms")
    .select(["incident_id", "symptom"])
    .where(
      "incident_id",
      "in",
      rows.map(({ id }) => id),
    )
    .execute();
  return rows.map((row) => ({
    incident: incidentOfRow(row),
    symptoms: new Set(symptoms.filter((one) => one.incident_id === row.id).map(({ symptom }) => symptom)),
  }));
}
