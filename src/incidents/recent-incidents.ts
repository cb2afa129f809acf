import type { Clock } from "../core/clock.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Database } from "./incident-row.ts";

/** Long enough for every scraper to have seen it: Prometheus keeps the series for as long as it keeps anything. */
const TOLD_FOR_MS = 3_600_000;
/** Of each event, the newest: in a storm a dashboard needs no more of them. */
const MOST_INCIDENTS = 100;

/** Opened and closed incidents of the last hour by name, with the link to their page: what a dashboard annotates. */
export async function tellRecentIncidents(deps: {
  db: Database;
  clock: Clock;
  metrics: Pick<Metrics, "incidentTimestamp">;
  publicUrl: string | null;
}): Promise<void> {
  const since = new Date(deps.clock.now().getTime() - TOLD_FOR_MS);
  const newest = (column: "opened_at" | "closed_at") =>
    deps.db
      .selectFrom("incidents")
      .select(["id", "subject_kind", "subject_namespace", "subject_name", "cause", "outcome", column])
      .where(column, ">", since)
      .orderBy(column, "desc")
      .limit(MOST_INCIDENTS)
      .execute();
  const [opened, closed] = await Promise.all([newest("opened_at"), newest("closed_at")]);
  deps.metrics.incidentTimestamp.reset();
  const tell = (event: string, at: Date, row: (typeof opened)[number], end: Record<string, string>) =>
    deps.metrics.incidentTimestamp.set(
      {
        event,
        incident: row.id,
        subject_kind: row.subject_kind,
        subject_namespace: row.subject_namespace,
        subject_name: row.subject_name,
        url: deps.publicUrl === null ? "" : `${deps.publicUrl}/incidents/${row.id}`,
        ...end,
      },
      at.getTime() / 1000,
    );
  // What it was is told at the end alone: a cause that comes later would make a second series of one opening.
  for (const row of opened) tell("opened", row.opened_at as Date, row, { cause: "", outcome: "" });
  for (const row of closed)
    tell("closed", row.closed_at as Date, row, { cause: row.cause ?? "unknown", outcome: row.outcome ?? "" });
}
