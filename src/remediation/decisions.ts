import type { Approval, ApprovalDoor, Decision } from "../domain/approval.ts";
import type { Cause } from "../domain/cause.ts";
import { isLasting, type Lengths } from "../domain/lengths.ts";
import type { Plan } from "../domain/plan.ts";
import { approvalOfRow } from "../incidents/approval-row.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import { barOf } from "./doors-of-a-decision.ts";
import { decidePause, decideTakeOver } from "./hands-off.ts";
import { attemptsOf } from "./ledger/attempt-rows.ts";
import type { Deciders } from "./policy/deciders.ts";
import { noteRefusal } from "./refused-decision.ts";
import { settleApproval } from "./settle-approval.ts";
import { toUndo } from "./undo/ask-undo.ts";
import { decideUndo } from "./undo/decide-undo.ts";
import { decideAnswer, decideHint } from "./what-people-say.ts";

export interface DecisionRequest {
  /**
   * By link (the token), or by a door that has proven who asks: the incident and the digest that was shown. Without a
   * digest nothing of a plan is decided: it may be taken over or paused.
   */
  which: { token: string } | { incidentId: string; digest: string | null };
  decision: Decision;
  /** Who decides, as it is shown. */
  by: string;
  /** The id by which the door knows them, where it has one: what a person is called may change. */
  person?: string;
  door: ApprovalDoor;
  comment: string;
  /** Of "undo": the digest of the plan that held, as it was shown. */
  fix?: string;
  /** Of "not-now" and "pause". */
  minutes?: number;
  /** Of "answer": what it was, where that is one of the known causes. */
  cause?: Cause;
  /** Whether a high risk was confirmed; absent where the door asks for that itself. */
  isConfirmed?: boolean;
}

export type DecisionResult =
  | { result: "decided"; approval: Approval }
  /** Recorded; a second person is needed before anything is done. */
  | { result: "first-of-two"; approval: Approval }
  | { result: "put-off"; until: Date }
  | { result: "taken-over" }
  | { result: "paused"; until: Date }
  /** What it was is recorded. */
  | { result: "answered" }
  | { result: "answered-already" }
  /** Nobody has this incident, so nobody is asked what it was. */
  | { result: "not-asked" }
  /** The incident is investigated again. */
  | { result: "hinted" }
  | { result: "too-many-hints" }
  /** Whether the fix can be undone is looked at next. */
  | { result: "undo-asked" }
  | { result: "undo-asked-before" }
  /** The fix that was shown is none any more. */
  | { result: "no-fix" }
  /** An answer or a hint without words. */
  | { result: "nothing-said" }
  | { result: "already-decided"; approval: Approval }
  | { result: "expired"; approval: Approval }
  /** The plan is no longer the incident's, or the approval was voided. */
  | { result: "superseded"; approval: Approval }
  /** Longer than the settings let anybody put off or pause. */
  | { result: "too-long"; mostMinutes: number }
  /** High risk, and nobody said that this is meant. */
  | { result: "unconfirmed" }
  /** Two people are wanted, and this one is the first. */
  | { result: "same-person"; approval: Approval }
  /** The policy wants it decided where the chat vouches for the person. */
  | { result: "card-only" }
  /** The policy names others for this. */
  | { result: "not-named" }
  /** A link is for its question alone. */
  | { result: "not-by-link" }
  /** A change is being carried out or proven: it cannot be taken over before that ends. */
  | { result: "under-way" }
  /** The incident is over. */
  | { result: "closed" }
  | { result: "unknown" };

export interface DecisionMoment {
  now: Date;
  /** How long a declined incident, or one that was taken over, absorbs its symptoms. */
  quietSeconds: number | undefined;
  /** Who may decide on a card. */
  deciders: Pick<Deciders, "mayDecide">;
  /** For how long something may be put off or paused. */
  lengths: Lengths;
}

export const MAX_COMMENT = 2000;

/** Results that changed something. */
export const DECIDED: readonly DecisionResult["result"][] = [
  "decided",
  "first-of-two",
  "put-off",
  "taken-over",
  "paused",
  "answered",
  "hinted",
  "undo-asked",
];

/** One decision with the incident's row locked. Whatever door it came through, the same is asked of it. */
export async function decideInside(
  tx: IncidentTransaction,
  approvalId: string | null,
  request: DecisionRequest,
  at: DecisionMoment,
): Promise<DecisionResult> {
  const outcome = await settle(tx, approvalId, request, at);
  await noteRefusal(tx, request, outcome);
  return outcome;
}

async function settle(
  tx: IncidentTransaction,
  approvalId: string | null,
  asked: DecisionRequest,
  at: DecisionMoment,
): Promise<DecisionResult> {
  const request = { ...asked, comment: asked.comment.slice(0, MAX_COMMENT) };
  const standing = approvalId === null ? undefined : await standingOf(tx, approvalId, at.now);
  if (standing !== undefined && standing.result !== "open") return standing;
  const bar = barOf(await planInQuestion(tx, request), request, at.deciders);
  if (bar !== undefined) return { result: bar };
  const mostMinutes = mostOf(request, at.lengths);
  if ((request.minutes ?? 0) > mostMinutes) return { result: "too-long", mostMinutes };
  switch (request.decision) {
    case "take-over":
      return decideTakeOver(tx, request, at);
    case "pause":
      return decidePause(tx, request, { ...at, until: untilOf(request, at) });
    case "answer":
      return decideAnswer(tx, request, at);
    case "hint":
      return decideHint(tx, request, at);
    case "undo":
      return decideUndo(tx, request, at);
    default:
      if (standing === undefined) return { result: "unknown" };
      return settleApproval(tx, standing.approval, request, { ...at, until: untilOf(request, at) });
  }
}

/** After a no to an undoing the incident has no plan: who may ask for it is then as the plan of the fix says. */
async function planInQuestion(
  { db, incident }: IncidentTransaction,
  { decision }: Pick<DecisionRequest, "decision">,
): Promise<Plan | null> {
  if (decision !== "undo" || incident.plan !== null) return incident.plan;
  const found = toUndo(incident, await attemptsOf(db, incident.id));
  return "refused" in found ? null : found.attempt.plan;
}

type Standing = { result: "open"; approval: Approval } | Extract<DecisionResult, { approval: Approval }>;

/** Whether the question still stands as it was shown. */
async function standingOf(tx: IncidentTransaction, approvalId: string, now: Date): Promise<Standing> {
  const row = await tx.db
    .selectFrom("approvals")
    .selectAll()
    .where("id", "=", approvalId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const approval = approvalOfRow(row);
  const { incident } = tx;
  if (approval.state === "approved" || approval.state === "rejected")
    return { result: "already-decided", approval };
  if (approval.state === "expired" || (approval.state === "pending" && now >= approval.expiresAt))
    return { result: "expired", approval };
  const isCurrent =
    approval.state === "pending" &&
    incident.status === "awaiting-approval" &&
    incident.approvalId === approvalId &&
    incident.plan?.digest === approval.planDigest;
  return { result: isCurrent ? "open" : "superseded", approval };
}

function mostOf({ decision }: DecisionRequest, lengths: Lengths): number {
  return isLasting(decision) ? (lengths[decision].at(-1) ?? 0) : Number.POSITIVE_INFINITY;
}

function untilOf({ decision, minutes }: DecisionRequest, { now, lengths }: DecisionMoment): Date {
  const wanted = minutes ?? (isLasting(decision) ? lengths[decision][0] : undefined) ?? 1;
  return new Date(now.getTime() + Math.max(1, Math.round(wanted)) * 60_000);
}
