import type { KubeConfig } from "@kubernetes/client-node";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import type { Logger } from "../core/logger.ts";
import type { Tracing } from "../core/tracing.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { createApiPressure } from "./api-pressure.ts";
import { loadKubeConfig } from "./load-kubeconfig.ts";

const TIMEOUT_MS = 15_000;

/** How the API server is reached. Each request is counted, for the metric and for how the server bears what it is asked. */
export function watchedConnection(
  { kubernetes }: Pick<Config, "kubernetes">,
  deps: {
    /** Absent: as the configuration says. */
    kubeConfig?: KubeConfig | undefined;
    clock: Clock;
    logger: Logger;
    metrics: Metrics;
    tracing: Tracing;
  },
) {
  const { clock, logger, metrics, tracing } = deps;
  const apiPressure = createApiPressure(clock);
  return {
    kubeConfig: deps.kubeConfig ?? loadKubeConfig(given("path", kubernetes.kubeconfig)),
    clock,
    logger,
    timeoutMs: TIMEOUT_MS,
    isDryRun: kubernetes.isDryRun,
    tracing,
    apiPressure,
    onRequest(verb: string, code: string, ms: number): void {
      metrics.kubernetesRequests.inc({ verb, code });
      apiPressure.note(verb, code, ms);
    },
  };
}
