import { endContainer } from "./container-runtime.ts";
import { allContainers, type PodHost } from "./pod-host.ts";
import { stopPlan } from "./stop-container.ts";

const SANDBOX_MS = 200;

/** A pod that is deleted: its containers end, its last states are forgotten, it fails, it goes. */
export function terminatePod(host: PodHost): void {
  const { api, behaviourOf } = host.deps;
  const { loop } = api;
  const all = allContainers(host);
  const stopping = all
    .filter((item) => item.state.running)
    .map((item) => ({
      item,
      ...stopPlan(behaviourOf(host.pod(), item.container), host.pod(), item.container),
    }));
  for (const { item } of stopping)
    host.record({ type: "Normal", reason: "Killing", message: `Stopping container ${item.name}`, item });
  for (const item of all) {
    const ended = item.state.terminated ?? item.lastState.terminated;
    if (!item.state.running && ended) item.state = { terminated: ended };
    item.lastState = {};
  }
  host.report();
  const lastMs = Math.max(SANDBOX_MS, ...stopping.map(({ afterMs }) => afterMs));
  loop.after(host.timer("stop"), lastMs, () => {
    for (const { item, exitCode, reason } of stopping) endContainer(item, { exitCode, reason }, { loop });
    host.runtime.isStopped = true;
    host.report();
    const { namespace = "", name } = host.pod().metadata;
    api.remove("pods", namespace, name, { gracePeriodSeconds: 0 });
  });
}
