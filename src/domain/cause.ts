import type { Symptom } from "./symptom.ts";

interface CauseEntry {
  sentence: string;
  /** A signal with one of these symptoms joins an open incident of this cause. */
  explains: readonly Symptom[];
}

const MEMORY_SYMPTOMS = ["oom-killed", "killed", "crash-looping", "not-ready", "rollout-stuck"] as const;

/** The closed list of causes. The catalogue endpoint and the documentation derive from it. */
export const CAUSES = {
  "memory-limit-too-low": {
    sentence: "The container needs more memory than its limit allows",
    explains: MEMORY_SYMPTOMS,
  },
  "memory-leak": {
    sentence: "The container's memory grows without end until it reaches the limit",
    explains: MEMORY_SYMPTOMS,
  },
  "bad-release": {
    sentence: "The newest revision fails where the one before it ran well",
    explains: [...MEMORY_SYMPTOMS, "image-not-pulled", "config-error"],
  },
  "node-out-of-memory": {
    sentence: "The node ran out of memory and its kernel chose this container",
    explains: ["oom-killed", "killed", "crash-looping", "evicted", "node-out-of-memory", "not-ready"],
  },
  "heap-follows-limit": {
    sentence: "The runtime sizes its heap by the limit, so a higher limit alone changes nothing",
    explains: MEMORY_SYMPTOMS,
  },
  "memory-volume-full": {
    sentence: "A memory-backed volume counts against the container's limit",
    explains: MEMORY_SYMPTOMS,
  },
  "pod-memory-limit": {
    sentence: "The limit of the whole pod, not the container's own, was reached",
    explains: MEMORY_SYMPTOMS,
  },
  unknown: { sentence: "The evidence does not show the cause", explains: [] },
} as const satisfies Record<string, CauseEntry>;

export type Cause = keyof typeof CAUSES;
export const CAUSE_NAMES = Object.keys(CAUSES) as [Cause, ...Cause[]];

export function causeExplains(cause: Cause, symptom: Symptom): boolean {
  const explained: readonly Symptom[] = CAUSES[cause].explains;
  return explained.includes(symptom);
}
