import type { CauseExplanation } from "../signature.ts";

const KILLS = "container-status: OOMKilled, or exit code 137 that nothing else explains";

/** What the signatures of memory look at, and what is repaired for them; for the table in docs/causes.md. */
export const memoryExplains: readonly CauseExplanation[] = [
  {
    cause: "memory-limit-too-low",
    evidence: [KILLS, "what the program declares, what was measured, or the limit under which it ran before"],
    repairs: ["SetMemoryLimit", "ResizePod"],
  },
  {
    cause: "memory-leak",
    evidence: [KILLS, "runs that last longer in proportion to each higher limit"],
    repairs: [],
  },
  {
    cause: "bad-release",
    evidence: [KILLS, "an earlier revision that ran well under the same limit"],
    repairs: ["RollBackRevision"],
  },
  {
    cause: "heap-follows-limit",
    evidence: [KILLS, "a runtime that sizes its heap by the limit"],
    repairs: [],
  },
  {
    cause: "memory-volume-full",
    evidence: [KILLS, "a volume in memory without a bound of its own"],
    repairs: [],
  },
  { cause: "pod-memory-limit", evidence: [KILLS, "a limit of the whole pod"], repairs: [] },
  {
    cause: "node-out-of-memory",
    evidence: [KILLS, "node: SystemOOM events and memory pressure, a container below its limit"],
    repairs: [],
  },
];
