import type { Incident } from "../domain/incident.ts";
import { USUAL_SEVERITY } from "../domain/severity.ts";
import { appendAudit } from "./audit.ts";
import { countOpened } from "./incident-metrics.ts";
import type { Opening } from "./incident-opener.ts";
import { rowOfIncident } from "./incident-row.ts";
import type { DecisionRecord } from "./incident-store.ts";
import { type RecordContext, send } from "./record-context.ts";
import { logHead } from "./record-event.ts";

/** Row, first audit row and job; people are told once it is known what it is. The unique index settles who opens when two try. */
export async function openIncident(
  context: RecordContext,
  opening: Opening,
  record: DecisionRecord,
): Promise<Incident | undefined> {
  const { deps, trx } = context;
  const now = deps.clock.now();
  const incident = newIncident(deps.ids.next(), opening, now);
  const inserted = await trx
    .insertInto("incidents")
    .values({ ...rowOfIncident(incident), severity: opening.severity ?? USUAL_SEVERITY })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted === undefined) return undefined;
  const head = await appendAudit(context, {
    incidentId: incident.id,
    sequence: incident.sequence,
    kind: "opened",
    at: now,
    codeVersion: deps.codeVersion,
    record,
  });
  context.locked.set(incident.id, { statusAt: now, sequence: incident.sequence, hash: head.hash });
  logHead(context, head);
  send(context, deps.jobs.advance(trx, incident.id));
  context.afterCommit.push(() => countOpened(deps.metrics, opening, now));
  return incident;
}

/** The row of an incident that nobody has looked at yet. */
export function newIncident(id: string, opening: Opening, now: Date): Incident {
  const { cluster, subject, workload, summary } = opening;
  return {
    id,
    cluster,
    subject,
    workload,
    status: "investigating",
    outcome: null,
    cause: null,
    confidence: null,
    summary,
    finding: null,
    plan: null,
    approvalId: null,
    attemptId: null,
    handover: null,
    mergedInto: null,
    causedBy: null,
    openedAt: now,
    closedAt: null,
    lastSymptomAt: now,
    dueAt: now,
    watchUntil: null,
    epoch: 0,
    sequence: 1,
  };
}
