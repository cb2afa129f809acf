import type { ObjectState } from "./world.ts";

/** Where a run stands between two instants at which something else may happen; `seen` is what it last read. */
export type Phase =
  | { at: "conclude"; seen: ObjectState }
  | { at: "plan"; seen: ObjectState }
  | { at: "review"; seen: ObjectState }
  | { at: "begin"; seen: ObjectState }
  | { at: "arm" }
  /** The dry run is done and the claim was asked for once more: the patch is the next thing that happens. */
  | { at: "armed"; seen: ObjectState; attempt: string }
  | { at: "record"; seen: ObjectState }
  | { at: "start-proof" }
  | { at: "not-written" }
  /** Whether the soak was over is asked before the look: what was seen earlier tells nothing of it. */
  | { at: "prove"; seen: ObjectState; isSoaked: boolean }
  | { at: "return"; seen: ObjectState }
  | { at: "armed-return"; seen: ObjectState; attempt: string }
  | { at: "record-return" }
  | { at: "check-return"; seen: ObjectState }
  | { at: "look-after"; seen: ObjectState };
