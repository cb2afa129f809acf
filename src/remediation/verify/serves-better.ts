import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { howFar, STAGES } from "./how-far.ts";

/** A run must be this much longer to count as longer: two runs of the same program never take the same time. */
const LONGER = 1.2;

/** Why the failed state serves better than the one before the change, or undefined: then it is put back. */
export function servesBetter(
  attempt: Attempt,
  state: WorkloadState,
  failedRunSeconds: number | null,
): string | undefined {
  const was = attempt.before.health;
  if (was !== null && state.health !== null)
    return state.health.measure > was.measure
      ? `${state.health.reason}, where it was: ${was.reason}`
      : undefined;
  const before = attempt.before.pods.filter((pod) => pod.isReady).length;
  const now = state.pods.filter((pod) => pod.isReady).length;
  const isLonger =
    failedRunSeconds !== null &&
    attempt.previousRunSeconds > 0 &&
    failedRunSeconds > attempt.previousRunSeconds * LONGER;
  if (now > before && failedRunSeconds === null) return `${now} pods are ready, where ${before} were`;
  if (isLonger && lively(state) >= lively(attempt.before))
    return `it ran for ${Math.round(failedRunSeconds)} s until the kill, where it ran for ${Math.round(attempt.previousRunSeconds)} s`;
  return now >= before ? comesFurther(attempt.before, state) : undefined;
}

/** Who is killed again and again is ready in between: at the moment of a kill readiness alone compares two instants. */
const lively = ({ pods }: WorkloadState): number =>
  pods.filter((pod) => pod.isReady || pod.containers.some(({ lastEnd }) => lastEnd !== null)).length;

/** The fault that was repaired is gone, and another one that stood behind it shows: to put the first back helps nobody. */
function comesFurther(before: WorkloadState, state: WorkloadState): string | undefined {
  const [was, is] = [howFar(before), howFar(state, "fresh")];
  return is > was
    ? `its pods come further: ${STAGES[is]}, where they were ${STAGES[was]}; what stops them now is another fault`
    : undefined;
}
