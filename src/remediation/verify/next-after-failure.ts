import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { oneWayReason } from "../actions/catalogue.ts";
import type { MemoryBounds } from "../sizing/bounds.ts";
import { type InstanceEnd, isEndOfSameKind, isMemoryEnd } from "./instance-ends.ts";
import { servesBetter } from "./serves-better.ts";

/** Runs within this share of each other ended at the same point: growth without end is excluded, the next raise follows. */
const SAME_POINT = { least: 0.8, most: 1.2 };

/** Whether a failed change is put back or kept, with the reason. Pure. */
export function nextAfterFailure(input: {
  attempt: Attempt;
  state: WorkloadState;
  end: InstanceEnd | null;
  maxAttempts: number;
  bounds: MemoryBounds;
  /** The last value that we did not write, from which the bounds count. */
  foreignLimitBytes: number;
}): { next: "return" | "keep"; reason: string } {
  const { attempt, end } = input;
  const [action] = attempt.plan.actions;
  const oneWay = action === undefined ? undefined : oneWayReason(action);
  if (oneWay !== undefined) return { next: "keep", reason: `left as it is, for ${oneWay}` };
  const failedRunSeconds = end?.ranSeconds ?? null;
  const better = servesBetter(attempt, input.state, failedRunSeconds);
  if (better !== undefined)
    return { next: "keep", reason: `kept, for it serves better than before: ${better}` };
  if (end !== null && isOfAnotherFault(attempt, end))
    return {
      next: "keep",
      reason: "kept, for memory ended it before the change as well, which is another fault",
    };
  const isSameKind = end !== null && isEndOfSameKind(attempt, end);
  if (isSameKind && nextRaiseFollows(attempt, end.ranSeconds, input))
    return { next: "keep", reason: "kept, for the next raise follows from here" };
  return { next: "return", reason: "put back, for it serves no better than before" };
}

/** What a probe asks costs no memory: a container that memory ended before says nothing for the old probe. */
function isOfAnotherFault({ plan, before }: Attempt, end: InstanceEnd): boolean {
  const wasEnded = before.pods.some(({ containers }) =>
    containers.some(
      ({ name, lastEnd }) => name === end.container && lastEnd !== null && isMemoryEnd(lastEnd),
    ),
  );
  return plan.actions.every(({ type }) => type === "SetProbe") && isMemoryEnd(end) && wasEnded;
}

/** The next size, at least twice this one, must be one that needs nobody's consent: else the old value is put back. */
function nextRaiseFollows(
  attempt: Attempt,
  failedRunSeconds: number,
  given: { maxAttempts: number; bounds: MemoryBounds; foreignLimitBytes: number },
): boolean {
  const { maxAttempts, bounds, foreignLimitBytes } = given;
  const action = attempt.plan.actions[0];
  if (action?.type !== "SetMemoryLimit" || attempt.plan.verdict !== "auto") return false;
  if (attempt.previousRunSeconds <= 0 || attempt.number >= maxAttempts) return false;
  const { toLimitBytes } = action.parameters;
  const share = failedRunSeconds / attempt.previousRunSeconds;
  const isSamePoint = share >= SAME_POINT.least && share <= SAME_POINT.most;
  const nextBytes = toLimitBytes * 2;
  return isSamePoint && nextBytes <= bounds.maxBytes && nextBytes <= foreignLimitBytes * bounds.maxFactor;
}
