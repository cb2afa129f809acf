import { isReason } from "../../core/errors.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { PodState } from "../../domain/workload-state.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import { stuckPods } from "../actions/replace-stuck-pods.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
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
  const isObserved =
    state.observedGeneration >= (attempt.appliedGeneration ?? 0) &&
    state.targetRevision !== "" &&
    state.targetRevision !== oldRevision;
  if (!isObserved) {
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
