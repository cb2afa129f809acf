import type { Transaction } from "kysely";
import { given } from "../core/given.ts";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import { isMeantFor } from "../domain/route.ts";
import { type IncidentEvent, type TransitionEffect, transition } from "../domain/transition.ts";
import { assertReadable } from "./assert-readable.ts";
import { appendAudit } from "./audit.ts";
import { type ChainHead, FIRST_HASH } from "./audit-chain.ts";
import { countEvent } from "./incident-metrics.ts";
import { changesOfIncident } from "./incident-row.ts";
import type { DecisionRecord } from "./incident-store.ts";
import { STEP_KIND } from "./keep-step.ts";
import { notificationSnapshot } from "./notification-snapshot.ts";
import { type LockedRow, type RecordContext, send, stepOn } from "./record-context.ts";
import { storedJson, storedText } from "./stored-json.ts";

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
    const changes = changesOfIncident(result.incident);
    send(context, trx.updateTable("incidents").set(changes).where("id", "=", before.id).execute());
    return result.incident;
  }
  const after = { ...result.incident, sequence: before.sequence + 1 };
  const previous = context.locked.get(before.id) ?? (await readLockedRow(trx, before.id));
  const changes = { ...changesOfIncident(after), ...(after.status !== before.status && { status_at: now }) };
  send(context, trx.updateTable("incidents").set(changes).where("id", "=", before.id).execute());
  const { codeVersion } = deps;
  const head = await appendAudit(context, {
    incidentId: after.id,
    sequence: after.sequence,
    kind: event.type,
    at: now,
    codeVersion,
    record,
    ...given("previousHash", hashAt(previous, before.sequence)),
    ...given("step", stepOn(context, after.id)),
  });
  const statusAt = after.status === before.status ? (previous?.statusAt ?? before.openedAt) : now;
  context.locked.set(after.id, { statusAt, sequence: after.sequence, hash: head.hash });
  if (event.type !== "symptom" && event.type !== "waiting") logHead(context, head);
  const reason = "reason" in event ? event.reason : "";
  if (after.status === "closed" && before.status !== "closed") await wakeSymptoms(context, after.id, now);
  for (const effect of result.effects) await carryOut(context, effect, { before, after, now, reason });
  context.afterCommit.push(() =>
    countEvent(deps.metrics, { event, before, after, now, since: previous?.statusAt ?? before.openedAt }),
  );
  return after;
}

/** The row and the end of its audit, in one exchange. The caller holds the row's lock. */
export async function readLockedRow(
  trx: Transaction<Tables>,
  incidentId: string,
): Promise<LockedRow | undefined> {
  const [row, last] = await Promise.all([
    trx.selectFrom("incidents").select("status_at").where("id", "=", incidentId).executeTakeFirst(),
    lastOfAudit(trx, incidentId),
  ]);
  return row && { statusAt: row.status_at, ...(last ?? { sequence: 0, hash: FIRST_HASH }) };
}

/** The newest audit row's place in the chain. */
export function lastOfAudit(
  trx: Transaction<Tables>,
  incidentId: string,
): Promise<{ sequence: number; hash: string } | undefined> {
  return trx
    .selectFrom("audit")
    .select(["sequence", "hash"])
    .where("incident_id", "=", incidentId)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Undefined where the chain does not end there: then the row before is looked up, and what is missing is found by the audit's check. */
const hashAt = (row: LockedRow | undefined, sequence: number) =>
  row?.sequence === sequence ? row.hash : undefined;

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
  const { deps, trx } = context;
  const sequence = incident.sequence + 1;
  const previous = context.locked.get(incident.id);
  send(context, trx.updateTable("incidents").set({ sequence }).where("id", "=", incident.id).execute());
  const head = await appendAudit(context, {
    incidentId: incident.id,
    sequence,
    kind,
    at: deps.clock.now(),
    codeVersion: deps.codeVersion,
    record,
    ...given("previousHash", hashAt(previous, incident.sequence)),
    ...given("step", stepOn(context, incident.id)),
  });
  if (previous !== undefined) context.locked.set(incident.id, { ...previous, sequence, hash: head.hash });
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
      return send(context, deps.jobs.advance(trx, moment.after.id));
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
  context: RecordContext,
  moment: Parameters<typeof notificationSnapshot>[1],
): Promise<void> {
  const { deps, trx } = context;
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
  send(context, trx.insertInto("outbox").values(rows).execute());
  send(context, deps.jobs.deliver(trx));
}
