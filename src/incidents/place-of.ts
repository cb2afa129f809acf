import type { Incident } from "../domain/incident.ts";
import type { Place } from "../domain/place.ts";
import type { Suspect } from "../domain/signal.ts";
import type { Database } from "./incident-row.ts";
import { runbookUrls } from "./research/runbook-urls.ts";

const MOST_SIGNALS = 20;
const MAX_ADDRESS = 2_000;

/** Where an incident is, down to the newest pod that showed its symptom. */
export async function placeOf(
  db: Database,
  {
    id,
    cluster,
    subject,
    workload,
    openedAt,
  }: Pick<Incident, "id" | "cluster" | "subject" | "workload" | "openedAt">,
): Promise<Place> {
  const signals = await db
    .selectFrom("signals")
    .select("suspect")
    .where("incident_id", "=", id)
    .orderBy("at", "desc")
    .limit(MOST_SIGNALS)
    .execute();
  const suspects = signals.map(({ suspect }) => suspect);
  const newest = suspects.find((suspect) => podOf(suspect) !== "");
  const urls = await runbookUrls(db, id);
  return {
    cluster,
    namespace: subject.kind === "Namespace" ? subject.name : subject.namespace,
    workload: (workload ?? subject).name,
    pod: newest === undefined ? "" : podOf(newest),
    container: (newest ?? suspects[0])?.container ?? "",
    openedAt: openedAt.toISOString(),
    runbookUrls: urls.filter((url) => url.length <= MAX_ADDRESS),
  };
}

const podOf = ({ kind, name, labels }: Suspect): string => (kind === "Pod" ? name : (labels.pod ?? ""));
