import { z } from "zod";
import type { Attempt } from "../../domain/attempt.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after, mainAction, secondsBetween } from "./run-context.ts";

const LOOK_SECONDS = 1;
/** The longest back-off between two tries, and a little. */
const MAX_WAIT_SECONDS = 330;

const statusSchema = z.object({
  containerStatuses: z.array(
    z.looseObject({ name: z.string(), state: z.looseObject({ running: z.unknown().optional() }).nullish() }),
  ),
});

/**
 * A pod is resized while its container runs. Between two tries the kubelet takes the new limit at once and says that it
 * is done, but leaves the bound of the pod's own cgroup as it was, so that the next instance is killed as before (seen on
 * 1.34, cgroup v1). False where that is still to be waited for; who never runs is resized nonetheless.
 */
export async function isRunningOrLate(deps: RemediationDeps, run: Run, attempt: Attempt): Promise<boolean> {
  const action = mainAction(attempt.plan);
  if (action.type !== "ResizePod") return true;
  const pod = await deps.reader.get(action.target, run.signal);
  const isRunning = pod === undefined || mayReach(pod, action.parameters.container);
  const now = deps.clock.now();
  if (isRunning || secondsBetween(attempt.startedAt, now) > MAX_WAIT_SECONDS) return true;
  const reason =
    "waiting for the container to run: a limit that is written between two tries does not reach it";
  await deps.store.withClaim("apply.step", run.claim, (tx) =>
    tx.advance(
      { type: "waiting", until: after(now, LOOK_SECONDS), reason },
      { text: reason, input: { attemptId: attempt.id, status: pod?.status }, output: {} },
    ),
  );
  return false;
}

/** Whether a new limit would reach the container now; true where its state is not known. */
export function mayReach(pod: KubernetesObject, name: string): boolean {
  const containers = statusSchema.safeParse(pod.status).data?.containerStatuses ?? [];
  const container = containers.find((one) => one.name === name);
  return container === undefined || (container.state?.running ?? null) !== null;
}
