import type { Incident } from "../domain/incident.ts";
import { INCIDENT_STATUSES } from "../domain/incident.ts";
import type { IncidentEvent } from "../domain/transition.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Opening } from "./incident-opener.ts";
import type { Database } from "./incident-row.ts";

export interface CountedEvent {
  event: IncidentEvent;
  before: Incident;
  after: Incident;
  now: Date;
  /** Since when the incident had the status that it had before. */
  since: Date;
}

/** Called after the commit alone, as all of them are. */
export function countOpened(metrics: Metrics, opening: Pick<Opening, "source" | "seenAt">, now: Date): void {
  metrics.incidentsOpened.inc({ source: opening.source });
  if (opening.seenAt === undefined) return;
  metrics.timeToDetect.observe({ source: opening.source }, secondsBetween(opening.seenAt, now));
}

/** Called after the commit alone: what was rolled back never happened. */
export function countEvent(metrics: Metrics, { event, before, after, now, since }: CountedEvent): void {
  if (after.status !== before.status) {
    metrics.phase.observe({ phase: before.status }, secondsBetween(since, now));
  }
  const cause = after.cause ?? "unknown";
  if (event.type === "diagnosed") {
    metrics.incidentsDiagnosed.inc({ cause: event.finding.cause });
    metrics.findingConfidence.observe(event.finding.confidence);
  }
  if (after.status !== "closed" || before.status === "closed") return;
  metrics.incidentsClosed.inc({ cause, outcome: after.outcome ?? "" });
  if (after.outcome === "fixed") metrics.timeToFix.observe({ cause }, secondsBetween(after.openedAt, now));
}

const secondsBetween = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);

/** Sets the gauge of open incidents from the rows, which all replicas share; for the door that shows metrics. */
export async function refreshIncidentGauges(db: Database, metrics: Metrics): Promise<void> {
  const rows = await db
    .selectFrom("incidents")
    .select((eb) => ["status", eb.fn.countAll<number>().as("count")])
    .where("status", "<>", "closed")
    .groupBy("status")
    .execute();
  const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]));
  for (const status of INCIDENT_STATUSES) {
    if (status !== "closed") metrics.incidentsOpen.set({ status }, counts.get(status) ?? 0);
  }
}
