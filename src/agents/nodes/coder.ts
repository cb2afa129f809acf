import type { RunState } from "../state.ts";

/** Computes over the evidence. There is nothing to compute yet that the signatures do not, so no move leads here. */
export function createCoder() {
  return async (_state: RunState): Promise<Partial<RunState>> => ({});
}
