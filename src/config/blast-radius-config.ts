import type { EnvironmentValues } from "./environment.ts";

/** How much may change at the same time, and what stops changes altogether. */
export function blastRadiusOf(values: EnvironmentValues) {
  return {
    mostInNamespace: values.MAX_CHANGES_PER_NAMESPACE,
    sharePercent: values.MAX_CHANGES_SHARE_PERCENT,
    mostInHour: values.MAX_CHANGES_PER_HOUR,
    failedPercent: values.MAX_FAILED_CHANGES_PERCENT,
    stormWorkloads: values.STORM_WORKLOADS,
    stormWindowSeconds: values.STORM_WINDOW_SECONDS,
    stormCalmSeconds: values.STORM_CALM_SECONDS,
  };
}
