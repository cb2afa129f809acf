import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import { hasFailed, lastFailedOtherwise } from "./attempt-history.ts";

export const isMemoryAction = ({ type }: Action) => type === "SetMemoryLimit" || type === "ResizePod";

/** More of what did not serve is no plan; another kind of action may be one. */
export function moreOfTheSame(attempts: readonly Attempt[], draft: PlanDraft): string | undefined {
  const last = lastFailedOtherwise(attempts);
  const main = draft.actions[0];
  if (last === undefined || main === undefined || !isMemoryAction(main)) return undefined;
  if (last.plan.actions[0]?.type !== main.type) return undefined;
  return `attempt ${last.number} failed for another reason than memory, so more memory is no answer: ${last.failure ?? "not known"}`;
}

/** A limit that was raised in vain. */
export function leakSuspected(attempts: readonly Attempt[]): string {
  const isRaised = attempts.some(
    (attempt) => hasFailed(attempt) && attempt.plan.actions.some(isMemoryAction),
  );
  return isRaised ? ": memory that grows without end is suspected" : "";
}
