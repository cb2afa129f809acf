import { setTimeout as sleep } from "node:timers/promises";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createSignalWatch } from "../../src/kubernetes/watch-signals.ts";
import { kubeConfigFor } from "../road/simulated-bench-cluster.ts";
import { startBareWatch } from "./bare-watch.ts";
import { megabytes, memoryNow, watchPeak } from "./process-memory.ts";

// One watcher in a process of its own: the service's, or one that reads the same and does nothing with it.
const [, , side = "", url = "", seconds = "0"] = process.argv;
const kubeConfig = kubeConfigFor(url);
const SETTLE_MS = 2_000;

const idle = memoryNow();
const peak = watchPeak();
const cpuBefore = process.cpuUsage();
const listed = side === "ours" ? await startOurs() : await startBareWatch({ kubeConfig });
const listCpu = process.cpuUsage(cpuBefore);
await sleep(SETTLE_MS);
const before = process.cpuUsage();
const startMs = performance.now();
await sleep(Number(seconds) * 1_000);
const cpu = process.cpuUsage(before);
const tookMs = performance.now() - startMs;
const most = peak.stop();
const kept = memoryNow();
process.send?.({
  listCpuMs: (listCpu.user + listCpu.system) / 1_000,
  watchCpuMsPerSecond: (cpu.user + cpu.system) / tookMs,
  peakMegabytes: megabytes(most - idle.rss),
  keptMegabytes: megabytes(kept.heap - idle.heap),
  ...listed(),
});
process.disconnect?.();
process.exit(0);

async function startOurs() {
  let signals = 0;
  const watch = createSignalWatch({
    kubeConfig,
    namespaces: [],
    clock: createClock(),
    logger: silentLogger,
    onSignals: async (all) => {
      signals += all.length;
    },
  });
  await watch.start();
  while (!watch.isHealthy()) await sleep(10);
  return () => ({ signals });
}
