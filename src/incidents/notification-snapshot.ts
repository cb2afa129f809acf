import { given } from "../core/given.ts";
import { redact } from "../core/redact.ts";
import type { FirstYes } from "../domain/approval.ts";
import type { Incident } from "../domain/incident.ts";
import { runbookTitles } from "../domain/note.ts";
import type { Change, Notification } from "../domain/notification.ts";
import { planDiff } from "../domain/plan-diff.ts";
import { pastPart } from "./experience/past-part.ts";
import { questionOf, saidOf } from "./experience/question.ts";
import type { Database } from "./incident-row.ts";
import { manifestLine } from "./manifest-line.ts";
import { placeOf } from "./place-of.ts";
import { undoPart } from "./undo-part.ts";

export interface Moment {
  change: Change;
  at: Date;
  /** The incident before and after the event: what an event clears is what its notification speaks of. */
  before: Incident;
  after: Incident;
  /** Why it happened, where the event says so. */
  reason: string;
}

/** Freezes what people are told, from the rows of the same transaction: a card that is sent late still tells of its moment. */
export async function notificationSnapshot(db: Database, moment: Moment): Promise<Notification> {
  const { before, after, change } = moment;
  const { kind, namespace, name } = after.subject;
  return {
    incidentId: after.id,
    change,
    at: moment.at.toISOString(),
    subject: { kind, namespace, name },
    cause: after.cause,
    status: after.status,
    outcome: after.outcome,
    summary: summaryOf(moment),
    evidence: evidenceLines(after),
    plan: planPart(after.plan ?? before.plan),
    approval: await approvalPart(db, after),
    decision: await decisionPart(db, after.approvalId ?? before.approvalId),
    question: await questionOf(db, after),
    undo: await undoPart(db, after),
    takesHints: TAKES_HINTS.includes(after.status),
    said: await saidOf(db, after.id),
    past: await pastPart(db, after, moment.at),
    notes: notesPart(after),
    place: await placeOf(db, after),
    attempt: await attemptPart(db, after.attemptId ?? before.attemptId, moment.reason),
    handover: handoverPart(after),
  };
}

/** Changes whose reason an attempt's row does not carry. */
const SAYS_WHY: readonly Change[] = [
  "approval-void",
  "recurred",
  "declined",
  "not-now",
  "second-approval-needed",
  "escalated",
  "taken-over",
  "paused",
  "answered",
  "hinted",
  "undo-asked",
  "undo-refused",
];
const TAKES_HINTS: readonly Incident["status"][] = ["awaiting-approval", "needs-person"];

function summaryOf({ change, after, reason }: Moment): string {
  return SAYS_WHY.includes(change) && reason !== "" ? `${after.summary} (${redact(reason)})` : after.summary;
}

const EVIDENCE_LINES = 3;
const LINE_CHARS = 300;

/** Findings list their evidence with the strongest first; what could not be seen is no evidence for people in a hurry. */
function evidenceLines({ finding }: Incident): string[] {
  return (finding?.evidence ?? [])
    .filter(({ kind }) => kind !== "gap")
    .slice(0, EVIDENCE_LINES)
    .map(({ text }) => oneLine(text));
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS).toWellFormed()}...` : line;
}

const MOST_RUNBOOKS = 2;

/** Titles of runbooks alone: what a page of the web calls itself is read on the incident's page, not on a card. */
function notesPart({ status, finding }: Incident): Notification["notes"] {
  const notes = TAKES_HINTS.includes(status) ? (finding?.notes ?? []) : [];
  if (notes.length === 0) return null;
  const runbooks = runbookTitles(notes).slice(0, MOST_RUNBOOKS).map(oneLine);
  return { runbooks, others: notes.length - runbooks.length };
}

function planPart(plan: Incident["plan"]): Notification["plan"] {
  if (plan === null) return null;
  const { digest, sentence, verdict, rule, reason, risk, notes } = plan;
  return {
    digest,
    sentence,
    verdict,
    rule,
    reason,
    risk: risk.level,
    riskReasons: risk.reasons,
    diff: planDiff(plan),
    notes,
    ...given("approvers", plan.approvers),
    ...given("decideOn", plan.decideOn),
    ...given("decidedBy", plan.decidedBy),
  };
}

async function approvalPart(db: Database, incident: Incident): Promise<Notification["approval"]> {
  if (incident.status !== "awaiting-approval" || incident.approvalId === null) return null;
  const row = await db
    .selectFrom("approvals")
    .select(["id", "plan_digest", "expires_at", "first_yes"])
    .where("id", "=", incident.approvalId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, plan_digest: digest, expires_at, first_yes } = row;
  return { id, digest, expiresAt: expires_at.toISOString(), first: firstPart(first_yes) };
}

const firstPart = (first: FirstYes | null) =>
  first === null ? null : { by: first.by, door: first.door, at: first.at };

async function decisionPart(db: Database, approvalId: string | null): Promise<Notification["decision"]> {
  if (approvalId === null) return null;
  const row = await db
    .selectFrom("approvals")
    .select(["state", "decided_by", "door", "decided_at", "reason", "first_yes"])
    .where("id", "=", approvalId)
    .where("state", "in", ["approved", "rejected"])
    .executeTakeFirst();
  if (row === undefined || row.decided_by === null || row.decided_at === null) return null;
  const { state, decided_by, door, decided_at, reason, first_yes } = row;
  return {
    state,
    by: decided_by,
    door: door ?? "",
    at: decided_at.toISOString(),
    reason: redact(reason ?? ""),
    first: firstPart(first_yes),
  };
}

async function attemptPart(
  db: Database,
  attemptId: string | null,
  reason: string,
): Promise<Notification["attempt"]> {
  if (attemptId === null) return null;
  const row = await db
    .selectFrom("attempts")
    .select(["number", "result", "proof", "failure", "verification"])
    .where("id", "=", attemptId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const why = reason || row.failure || row.verification.lastReason;
  return { number: row.number, result: row.result, proof: row.proof, reason: redact(why) };
}

const MOST_COMMAND_CHARS = 200;

function handoverPart({ handover }: Incident): Notification["handover"] {
  if (handover === null) return null;
  // Runbooks have a line of their own, in the reader's language.
  const steps = handover.nextSteps.filter(({ runbook }) => runbook === undefined);
  const nextSteps = steps.map(({ text, command, manifest }) => {
    if (command !== undefined && command.length <= MOST_COMMAND_CHARS) return `${text}: ${command}`;
    // Half a command must not be copied, and a whole patch is no reading for a phone.
    if (command !== undefined) return `${text} (the command is on the incident's page)`;
    if (manifest === undefined) return text;
    // A card holds no file, but what is short enough to be read on a phone is the change itself.
    const line = manifestLine(manifest);
    return line === undefined ? `${text} (the manifest is on the incident's page)` : `${text}: ${line}`;
  });
  return {
    sentence: handover.sentence,
    affected: handover.affected ?? [],
    ruledOut: (handover.ruledOut ?? []).map(({ cause, why }) => oneLine(`${cause}: ${why}`)),
    tried: handover.tried,
    nextSteps,
    ...given("explanation", explanationOf(handover)),
  };
}

/** Evidence by its number on the incident's page. */
function explanationOf({ explanation, evidence }: NonNullable<Incident["handover"]>) {
  const numberOf = (id: string) => evidence.findIndex((one) => one.id === id) + 1;
  return explanation?.map(({ text, evidence: ids }) => `${text} [${ids.map(numberOf).join(", ")}]`);
}
