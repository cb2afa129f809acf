import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { mainActionOf } from "../../domain/main-action.ts";
import { describeRef, objectKey } from "../../domain/object-ref.ts";
import { type Plan, type PlanDraft, sealPlan } from "../../domain/plan.ts";
import { stopSentence } from "../../domain/stop.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { Claim, IncidentTransaction } from "../../incidents/incident-store.ts";
import { ownerOf, readTarget, type Target } from "../facts/read-target.ts";
import { overtakeRun } from "../hands-off.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import { nextNumber } from "../planning/make-draft.ts";
import { questionTimes } from "../planning/question-times.ts";
import { withNotes } from "../planning/with-notes.ts";
import { type Judged, judgeRecorded } from "../policy/judge-recorded.ts";
import { isNobodysToDecide } from "../policy/nobodys-to-decide.ts";
import { turnTaken } from "../rails/one-change-at-a-time.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { gatherJudgeInput } from "../steps/gather-judge-input.ts";
import { nextLook } from "../steps/next-look.ts";
import { readStop } from "../stop/stop-rows.ts";
import { undoDraft } from "./undo-draft.ts";
import { forgetWishes } from "./undo-requests.ts";

export interface UndoRequest {
  incidentId: string;
  by: string;
  door: "api" | "page" | "card";
  reason: string;
}

export type UndoResult =
  /** A plan stands: it is carried out, or waits for a decision where the policy asks for one. */
  { result: "planned"; plan: Plan } | { result: "refused"; reason: string } | { result: "unknown" };

/**
 * Plans to undo a verified fix. It decides nothing by itself: the plan is judged, and goes the road of every other one. Throws
 * OperationError where the API server cannot be asked; then nothing has changed. A run that holds the incident gives its claim;
 * without one, whatever run is under way is overtaken.
 */
export async function askUndo(
  deps: RemediationDeps,
  asked: UndoRequest,
  signal: AbortSignal,
  claim?: Claim,
): Promise<UndoResult> {
  const incident = await deps.store.read(asked.incidentId);
  if (incident === undefined) return { result: "unknown" };
  const made = await draftFor(deps, { incident, asked }, signal);
  if ("refused" in made) return { result: "refused", reason: made.refused };
  const { draft, target, attempts } = made;
  if (incident.finding === null) return { result: "refused", reason: "its finding is gone" };
  const { finding } = incident;
  const input = await gatherJudgeInput(deps, signal, { incident, finding, target, attempts, draft });
  const judged = judgeRecorded(deps.policy(), input);
  const not = whyNotAllowed(deps, judged.verdict);
  if (not !== undefined) return { result: "refused", reason: not };
  const given = { asked, draft, judged };
  if (claim !== undefined) return deps.store.withClaim("plan.commit", claim, (tx) => commit(deps, tx, given));
  return deps.store.withLock("plan.commit", incident.id, async (tx) => {
    const answer = await commit(deps, tx, given);
    if (answer.result === "planned") await overtakeRun(tx);
    return answer;
  });
}

async function draftFor(
  deps: RemediationDeps,
  { incident, asked }: { incident: Incident; asked: UndoRequest },
  signal: AbortSignal,
): Promise<{ refused: string } | { draft: PlanDraft; target: Target; attempts: readonly Attempt[] }> {
  const attempts = await attemptsOf(deps.db, incident.id);
  const found = toUndo(incident, attempts);
  if ("refused" in found) return found;
  const { attempt } = found;
  const main = mainActionOf(attempt.plan);
  if (main === undefined) return { refused: "its plan has no action" };
  const stop = await readStop(deps.db);
  if (stop !== undefined) return { refused: stopSentence(stop) };
  const keys = [objectKey(main.target)];
  const busy = await turnTaken(deps.db, { keys, incidentId: incident.id });
  if (busy !== undefined) return { refused: busy.reason };
  const target = await readTarget(deps.reader, { ref: main.target, made: null }, signal);
  if (target === undefined) return { refused: `${describeRef(main.target)} is not there any more` };
  const { by, reason } = asked;
  const undoes = { attemptId: attempt.id, number: attempt.number, by, reason };
  const made = undoDraft({ attempt, object: target.object, number: nextNumber(attempts), undoes });
  if ("refused" in made) return made;
  const owner = ownerOf(target, made.draft.actions);
  if (owner !== null) return { refused: owner.sentence };
  return { draft: withNotes(made.draft, [], deps.settings), target, attempts };
}

/** The verified attempt that an incident ended by, or why there is none to undo. Pure. */
export function toUndo(
  incident: Pick<Incident, "status" | "outcome">,
  attempts: readonly Attempt[],
): { attempt: Attempt } | { refused: string } {
  const undone = attempts.find(({ plan, result }) => plan.undoes !== undefined && result === "verified");
  if (undone?.plan.undoes !== undefined)
    return { refused: `${undone.plan.undoes.by} undid it already, by attempt ${undone.number}` };
  if (["applying", "verifying", "rolling-back"].includes(incident.status))
    return { refused: `a change is under way: the incident is ${incident.status}` };
  if (incident.status !== "closed") return { refused: `it is not over: the incident is ${incident.status}` };
  const attempt = attempts.filter(({ plan }) => plan.undoes === undefined).at(-1);
  if (incident.outcome !== "fixed" || attempt?.result !== "verified")
    return { refused: "it ended without a change of this service that held, so there is none to undo" };
  return { attempt };
}

function whyNotAllowed({ settings, policy }: RemediationDeps, verdict: Verdict): string | undefined {
  const { rule, reason } = verdict;
  if (verdict.verdict === "deny") return `${reason} (rule ${rule})`;
  if (verdict.autonomy === "observe" || verdict.autonomy === "off")
    return verdict.autonomyReason ?? `autonomy is ${verdict.autonomy}`;
  if (verdict.decideOn === "card" && settings.takesCards?.() === false)
    return `rule ${rule} wants this decided on a card, and no card here takes decisions`;
  if (isNobodysToDecide(policy(), verdict))
    return `the rules for it, ${rule} and others, name too few people in common to decide it`;
  return undefined;
}

async function commit(
  deps: RemediationDeps,
  tx: IncidentTransaction,
  given: { asked: UndoRequest; draft: PlanDraft; judged: Judged },
): Promise<UndoResult> {
  const { asked, draft, judged } = given;
  const { verdict, record, trace } = judged;
  // Somebody may have asked at the same time, or the fix may have recurred meanwhile.
  const now = toUndo(tx.incident, await attemptsOf(tx.db, tx.incident.id));
  if ("refused" in now) return { result: "refused", reason: now.refused };
  const other = await openOn(tx);
  if (other !== undefined)
    return { result: "refused", reason: `incident ${other} is open on the same object: it comes first` };
  const plan = sealPlan(draft, verdict);
  const at = deps.clock.now();
  const times = verdict.verdict === "approve" ? questionTimes(verdict, deps.settings, at) : null;
  const expiresAt = times?.expiresAt ?? null;
  await forgetWishes(tx.db, tx.incident.id);
  const approvalId = times && (await deps.approvals.open(tx, plan, { now: at, ...times }));
  const text = `${asked.by} asks to undo attempt ${draft.undoes?.number} (through the ${asked.door}): ${asked.reason}; ${plan.verdict} by ${plan.rule}`;
  await tx.advance(
    { type: "undo-planned", plan, approvalId, expiresAt },
    { text, input: record, output: { plan, trace } },
  );
  if (times !== null) {
    const until = nextLook(at, [times.expiresAt, times.escalateAt]);
    const waiting = { type: "waiting", until, reason: "waiting for a person" } as const;
    await tx.advance(waiting, { text: "waiting for a person's decision", input: times, output: {} });
  }
  return { result: "planned", plan };
}

/** Another incident of the same subject that is not over. */
async function openOn({ db, incident }: IncidentTransaction): Promise<string | undefined> {
  const { subject, cluster, id } = incident;
  const row = await db
    .selectFrom("incidents")
    .select("id")
    .where("cluster", "=", cluster)
    .where("subject_kind", "=", subject.kind)
    .where("subject_namespace", "=", subject.namespace)
    .where("subject_name", "=", subject.name)
    .where("status", "!=", "closed")
    .where("id", "!=", id)
    .executeTakeFirst();
  return row?.id;
}
