/** What can be seen to be wrong, in our own terms. Closed list; `other` opens an incident that a person gets. */
export const SYMPTOMS = [
  "oom-killed",
  "killed",
  "crash-looping",
  "not-ready",
  "image-not-pulled",
  "config-error",
  "unschedulable",
  "rollout-stuck",
  "job-failed",
  "evicted",
  "node-out-of-memory",
  "other",
] as const;
export type Symptom = (typeof SYMPTOMS)[number];
