import type { KubeConfig } from "@kubernetes/client-node";
import { DEFAULT_RUN_BUDGET } from "./agents/budget.ts";
import { createCheckpointer } from "./agents/checkpointer.ts";
import { createGraph } from "./agents/graph.ts";
import { createIncidentRunner } from "./agents/incident-runner.ts";
import type { Config } from "./config/config.ts";
import type { Clock } from "./core/clock.ts";
import type { EffectInstant } from "./core/effects.ts";
import type { Logger } from "./core/logger.ts";
import type { Notifier } from "./notify/notifier.ts";

export interface AppOptions {
  config: Config;
  clock: Clock;
  logger: Logger;
  codeVersion: string;
  /** The cluster to work on; absent: as the configuration says. */
  kubeConfig?: KubeConfig;
  /** More ways to tell people, beside those of the configuration. */
  notifiers?: Notifier[];
  /** Called before and after each effect; the crash test ends the process there. */
  at?: (instant: EffectInstant) => void | Promise<void>;
}

export interface App {
  /** Both share the outcome of their first call. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
}
