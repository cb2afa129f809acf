import { silentLogger } from "../../src/core/logger.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import type { Containment } from "../../src/sandbox/containment.ts";
import { createPythonRunner } from "../../src/sandbox/create-python-runner.ts";

/** A runner as the service makes it, with its metrics; a machine that stalls gets more time than a service would give. */
export function openSandbox(
  options: { concurrency?: number; containment?: Containment; spareMs?: number } = {},
) {
  const metrics = createMetrics();
  const runner = createPythonRunner({ metrics, logger: silentLogger, concurrency: 2, ...options });
  const counted = async (result: string) => {
    const { values } = await metrics.sandboxRuns.get();
    return values.find(({ labels }) => labels.result === result)?.value;
  };
  return { runner, counted };
}
