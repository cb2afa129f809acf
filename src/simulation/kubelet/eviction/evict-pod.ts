import { endContainer } from "../container-runtime.ts";
import { allContainers, type PodHost } from "../pod-host.ts";
import { stopPlan } from "../stop-container.ts";

/** What an evicted pod is left with: a second, however long its own grace is. */
const GRACE_SECONDS = 1;

/** The kubelet ends a pod for the node's sake: it fails and stays, for whoever owns it to see. */
export function evictFromNode(host: PodHost, message: string, isForPressure: boolean): void {
  const { loop } = host.deps.api;
  host.record({ type: "Warning", reason: "Evicted", message });
  const pod = host.pod();
  const stopping = allContainers(host)
    .filter((item) => item.state.running)
    .map((item) => ({
      item,
      ...stopPlan(host.deps.behaviourOf(pod, item.container), pod, item.container, GRACE_SECONDS),
    }));
  for (const { item } of stopping)
    host.record({ type: "Normal", reason: "Killing", message: `Stopping container ${item.name}`, item });
  const lastMs = Math.max(0, ...stopping.map(({ afterMs }) => afterMs));
  loop.after(host.timer("stop"), lastMs, () => {
    for (const { item, exitCode, reason } of stopping) {
      endContainer(item, { exitCode, reason }, { loop });
      // The node throws the containers of an evicted pod away, and their logs with them.
      item.log = `unable to retrieve container logs for ${item.containerID}`;
    }
    host.runtime.eviction = { reason: "Evicted", message, isForPressure };
    host.report();
  });
}
