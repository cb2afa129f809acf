/** For stages that break many things at once on purpose, each a story of its own. */
export const WITHOUT_BLAST_BOUNDS: Record<string, string> = {
  MAX_CHANGES_IN_FLIGHT: "50",
  MAX_CHANGES_PER_NAMESPACE: "50",
  MAX_CHANGES_SHARE_PERCENT: "100",
  MAX_CHANGES_PER_HOUR: "100000",
  MAX_FAILED_CHANGES_PERCENT: "100",
  STORM_WORKLOADS: "1000000",
};
