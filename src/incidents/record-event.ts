import type { Transaction } from "kysely";
import type { Clock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import { isMeantFor, type Route } from "../domain/route.ts";
import { type IncidentEvent, type TransitionEffect, transition } from "../domain/transition.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { assertReadable } from "./assert-readable.ts";
import { appendAudit } from "./audit.ts";
import type { ChainHead } from "./audit-chain.ts";
import { countEvent } from "./incident-metrics.ts";
import { changesOfIncident } from "./incident-row.ts";
import type { DecisionRecord } from "./incident-store.ts";
import type { JobSender } from "./job-sender.ts";
import { STEP_KIND } from "./keep-step.ts";
import { notificationSnapshot } from "./notification-snapshot.ts";
import { storedJson, storedText } from "./stored-json.ts";

export interface RecordDeps {
  clock: Clock;
  ids: Ids;
  jobs: JobSender;
  metrics: Metrics;
  logger: Logger;
  channels: readonly string[];
  /** Whom the policy wants told of an incident; absent: everybody whom the environment names. */
  routeOf?: (trx: Transaction<Tables>, incident: Incident) => Promise<Route>;
  codeVersion: string;
}

export interface RecordContext {
  deps: RecordDeps;
  trx: Transaction<Tables>;
  /** What is counted once the transaction is committed. */
  afterCommit: (() => void)[];
  /** The agent's step that acts. */
  step?: string;
}

/** One event: row, audit, cards and jobs, in the caller's transaction, with the incident's row locked. */
export async function recordEvent(
  context: RecordContext,
  before: Incident,
  event: IncidentEvent,
  record: DecisionRecord,
): Promise<Incident> {
  const { deps, trx } = context;
  const now = deps.clock.now();
  const result = transition(before, event, now);
  assertReadable(before, result.incident);
  if (event.type === "waiting" && (await waitsAlready(trx, before, record))) {
    await trx
      .updateTable("incidents")
      .set(changesOfIncident(result.incident))
      .where("id", "=", before.id)
      .execute();
    return result.incident;
  }
  const after = { ...result.incident, sequence: before.sequence + 1 };
  const previous = await trx
    .selectFrom("incidents")
    .leftJoin("audit", (join) =>
      join.onRef("audit.incident_id", "=", "incidents.id").on("audit.sequence", "=", before.sequence),
    )
    .select(["incidents.status_at", "audit.hash"])
    .where("incidents.id", "=", before.id)
    .executeTakeFirst();
  await trx
    .updateTable("incidents")
    .set({ ...changesOfIncident(after), ...(after.status !== before.status && { status_at: now }) })
    .where("id", "=", before.id)
    .execute();
  const { codeVersion } = deps;
  const head = await appendAudit(trx, {
    incidentId: after.id,
    sequence: after.sequence,
    kind: event.type,
    at: now,
    codeVersion,
    record,
    ...given("previousHash", previous?.hash ?? undefined),
    ...given("step", context.step),
  });
  if (event.type !== "symptom" && event.type !== "waiting") logHead(context, head);
  const reason = "reason" in event ? event.reason : "";
  if (after.status === "closed" && before.status !== "closed") await wakeSymptoms(context, after.id, now);
  for (const effect of result.effects) await carryOut(context, effect, { before, after, now, reason });
  context.afterCommit.push(() =>
    countEvent(deps.metrics, { event, before, after, now, since: previous?.status_at ?? before.openedAt }),
  );
  return after;
}

/** Where the log is kept elsewhere, it tells a chain that was cut or made anew afterwards. */
export function logHead({ deps, afterCommit }: RecordContext, head: ChainHead): void {
  afterCommit.push(() => deps.logger.info(head, "audit head"));
}

/** Incidents that are closed through this one look at the cluster now. */
async function wakeSymptoms({ trx }: RecordContext, rootId: string, now: Date): Promise<void> {
  await trx
    .updateTable("incidents")
    .set({ due_at: now })
    .where("caused_by", "=", rootId)
    .where("status", "=", "investigating")
    .execute();
}

/** Whether the newest audit row, but for those that keep steps, is a wait of the same kind: its figures alone may differ. A crash loop waits for days. */
async function waitsAlready(
  trx: Transaction<Tables>,
  incident: Incident,
  record: DecisionRecord,
): Promise<boolean> {
  const last = await trx
    .selectFrom("audit")
    .select(["kind", "text"])
    .where("incident_id", "=", incident.id)
    .where("kind", "<>", STEP_KIND)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.kind === "waiting" && withoutFigures(last.text) === withoutFigures(storedText(record.text));
}

const withoutFigures = (text: string) => text.replaceAll(/\d+/g, "#");

/** An audit row that changes no status. */
export async function recordNote(
  context: RecordContext,
  incident: Incident,
  kind: string,
  record: DecisionRecord,
): Promise<Incident> {
  const { deps, trx, step } = context;
  const sequence = incident.sequence + 1;
  await trx.updateTable("incidents").set({ sequence }).where("id", "=", incident.id).execute();
  const head = await appendAudit(trx, {
    incidentId: incident.id,
    sequence,
    kind,
    at: deps.clock.now(),
    codeVersion: deps.codeVersion,
    record,
    ...given("step", step),
  });
  logHead(context, head);
  return { ...incident, sequence };
}

interface EventMoment {
  before: Incident;
  after: Incident;
  now: Date;
  reason: string;
}

async function carryOut(
  context: RecordContext,
  effect: TransitionEffect,
  moment: EventMoment,
): Promise<void> {
  const { deps, trx } = context;
  switch (effect.type) {
    case "notify":
      return queueNotifications(context, { ...moment, at: moment.now, change: effect.change });
    case "wake":
      return deps.jobs.advance(trx, moment.after.id);
    case "void-approval":
      await voidApproval(context, moment, effect.reason);
  }
}

async function voidApproval({ trx }: RecordContext, moment: EventMoment, reason: string): Promise<void> {
  const approvalId = moment.before.approvalId ?? moment.after.approvalId;
  if (approvalId === null) return;
  await trx
    .updateTable("approvals")
    .set({ state: "void", decided_at: moment.now, reason })
    .where("id", "=", approvalId)
    .where("state", "=", "pending")
    .execute();
}

/** One outbox row a channel, keyed by the audit row that it tells of. */
export async function queueNotifications(
  { deps, trx }: RecordContext,
  moment: Parameters<typeof notificationSnapshot>[1],
): Promise<void> {
  if (deps.channels.length === 0) return;
  const route = await deps.routeOf?.(trx, moment.after);
  const channels = deps.channels.filter((channel) => isMeantFor(channel, route));
  if (channels.length === 0) return;
  const snapshot = await notificationSnapshot(trx, moment);
  const notification = storedJson({ ...snapshot, ...given("route", route) });
  const rows = channels.map((channel) => ({
    id: deps.ids.next(),
    incident_id: moment.after.id,
    sequence: moment.after.sequence,
    change: moment.change,
    channel,
    notification,
    state: "pending" as const,
    tries: 0,
    due_at: moment.at,
    sent_at: null,
    error: null,
    created_at: moment.at,
  }));
  await trx.insertInto("outbox").values(rows).execute();
  await deps.jobs.deliver(trx);
}
