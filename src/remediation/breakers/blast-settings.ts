/** How much may change at the same time, and what stops changes altogether. */
export interface BlastSettings {
  /** Changes of one namespace whose rollout has not finished. */
  mostInNamespace: number;
  /** Of a namespace's workloads, how many of a hundred may be changing; one always may. */
  sharePercent: number;
  /** Changes begun within any hour. */
  mostInHour: number;
  /** So many workloads that fall ill within the window are a storm. */
  stormWorkloads: number;
  stormWindowSeconds: number;
  /** How long recovery must last before the storm breaker is lifted by itself. */
  stormCalmSeconds: number;
  /** Above this share of the last hour's changes that did not hold, no further is made. */
  failedPercent: number;
}
