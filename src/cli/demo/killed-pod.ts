import { CoreV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import type { KilledPod } from "./story.ts";

const LOOK_EVERY_MS = 100;

/** Waits until a container of the namespace was OOM-killed a second time, which is when an alert would fire. */
export async function untilKilledAgain(
  kubeConfig: KubeConfig,
  namespace: string,
  signal: AbortSignal,
): Promise<KilledPod> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  for (;;) {
    signal.throwIfAborted();
    const { items } = await core.listNamespacedPod({ namespace });
    const killed = items.flatMap(killedContainer)[0];
    if (killed !== undefined) return killed;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function killedContainer(pod: V1Pod): KilledPod[] {
  return (pod.status?.containerStatuses ?? [])
    .filter(({ state, lastState, restartCount }) => {
      const reasons = [state?.terminated?.reason, lastState?.terminated?.reason];
      return reasons.includes("OOMKilled") && restartCount >= 1;
    })
    .map(({ name }) => ({ name: pod.metadata?.name ?? "", container: name }));
}
