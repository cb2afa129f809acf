import { OperationError } from "../../core/errors.ts";
import type { Incident } from "../../domain/incident.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { askUndo, toUndo, type UndoResult } from "./ask-undo.ts";
import { forgetWishes, type UndoWish, wishOf } from "./undo-requests.ts";

/**
 * Looks at what a person asked for on a card: a plan to undo the fix, or the reason why there is none. False where nobody asked.
 * Throws where the API server cannot be reached: the wish stays, and is looked at again.
 */
export async function lookAtWish(deps: RemediationDeps, run: Run, incident: Incident): Promise<boolean> {
  const wish = await wishOf(deps.db, incident.id);
  if (wish === undefined) return false;
  const answer = await answerTo(deps, run, { incident, wish });
  if (answer.result === "planned") return true;
  const reason = answer.result === "refused" ? answer.reason : "the incident is gone";
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await forgetWishes(tx.db, incident.id);
    const text = `nothing is undone: ${reason}`;
    await tx.advance({ type: "undo-refused", reason: text }, { text, input: wish, output: { reason } });
  });
  return true;
}

async function answerTo(
  deps: RemediationDeps,
  run: Run,
  { incident, wish }: { incident: Incident; wish: UndoWish },
): Promise<UndoResult> {
  const found = toUndo(incident, await attemptsOf(deps.db, incident.id));
  if (!("refused" in found) && found.attempt.id !== wish.attemptId)
    return { result: "refused", reason: "the fix is another one by now" };
  const { by, reason, incidentId } = wish;
  try {
    return await askUndo(deps, { incidentId, by, reason, door: "card" }, run.signal, run.claim);
  } catch (error) {
    // What trying again does not mend is told once, and not tried for ever.
    if (!(error instanceof OperationError) || error.retryable) throw error;
    return { result: "refused", reason: error.message };
  }
}
