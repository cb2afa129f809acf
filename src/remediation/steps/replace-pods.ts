import { isReason, messageOf, OperationError } from "../../core/errors.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { PodState, WorkloadState } from "../../domain/workload-state.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import { stuckPods } from "../actions/replace-stuck-pods.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { handsOffNow } from "./hands-off-now.ts";
import { after, secondsBetween } from "./run-context.ts";

const OBSERVE_SECONDS = 2;

/**
 * Deletes the stuck pods once the controller has seen the new template: before that it would make them anew from the old
 * one. False where that is still to be waited for.
 */
export async function replacePods(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  action: Extract<Action, { type: "ReplaceStuckPods" }>,
): Promise<boolean> {
  const state = await readWorkloadState(deps.reader, action.target, run.signal);
  const { oldRevision } = action.parameters;
  if (state === undefined || state.uid !== action.target.uid) return true;
  if (!isObserved(state, attempt, oldRevision)) {
    const now = deps.clock.now();
    const waited = secondsBetween(attempt.appliedAt ?? attempt.startedAt, now);
    // A controller that does not look at its object is the verifier's to judge.
    if (waited > deps.settings.verifyTimeoutSeconds) return true;
    await deps.store.withClaim("apply.step", run.claim, async (tx) => {
      const reason = "waiting for the controller to see the new template";
      await tx.advance(
        { type: "waiting", until: after(now, OBSERVE_SECONDS), reason },
        { text: reason, input: { state: { ...state, pods: [] } }, output: {} },
      );
    });
    return false;
  }
  await deletePods(deps, run, action.target.namespace, stuckPods(state, oldRevision));
  return true;
}

/**
 * A pod that was ready when the stuck ones were deleted, and is not any more, blocks the rollout in the same way: it is deleted while the
 * change is proven. Answers with the names of those that were. What cannot be deleted is left to the proof, which ends in time.
 */
export async function replaceLatePods(
  deps: RemediationDeps,
  run: Run,
  { attempt, state }: { attempt: Attempt; state: WorkloadState },
): Promise<string[]> {
  const action = attempt.plan.actions.find((one) => one.type === "ReplaceStuckPods");
  if (action === undefined || deps.settings.isDryRun === true) return [];
  const { oldRevision } = action.parameters;
  const stuck = isObserved(state, attempt, oldRevision) ? stuckPods(state, oldRevision) : [];
  if (stuck.length === 0 || (await handsOffNow(deps, run, attempt)) !== undefined) return [];
  const replaced: string[] = [];
  try {
    for (const pod of stuck) {
      await deletePods(deps, run, action.target.namespace, [pod]);
      replaced.push(pod.name);
    }
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    deps.logger.warn(
      { attempt: attempt.id, error: messageOf(error) },
      "a pod that blocks the rollout could not be deleted",
    );
  }
  return replaced;
}

/** Whether the controller works on the new template: before that it would make a pod anew from the old one. */
const isObserved = (state: WorkloadState, attempt: Attempt, oldRevision: string): boolean =>
  state.observedGeneration >= (attempt.appliedGeneration ?? 0) &&
  state.targetRevision !== "" &&
  state.targetRevision !== oldRevision;

/** Each by name and UID: a pod that took the name since is another one and stays. */
export async function deletePods(
  deps: RemediationDeps,
  run: Run,
  namespace: string,
  pods: readonly PodState[],
): Promise<void> {
  for (const { name, uid } of pods) {
    const remove = async (dryRun: boolean) => {
      await deps.store.assertCurrent(run.claim);
      await deps.effects.run(dryRun ? "apply.dry-run" : "apply.step", async () => {
        try {
          await deps.writer.deletePod({ pod: { namespace, name, uid }, dryRun }, run.signal);
        } catch (error) {
          // Another pod has the name by now, or none: this one is gone, which is what was wanted.
          if (!isReason(error, "not-found") && !isReason(error, "conflict")) throw error;
        }
      });
    };
    await remove(true);
    await remove(false);
  }
}
