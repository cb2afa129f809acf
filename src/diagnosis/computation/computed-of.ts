import type { Facts } from "../facts.ts";
import type { Computed } from "./question.ts";

/** Below this an answer stands as evidence and decides nothing. */
const DECIDES = 0.75;

/** The answer that was computed for one container, where it is sure enough to decide by. */
export function computedOf<A extends "memory-trend" | "probe-timing">(
  facts: Pick<Facts, "computed">,
  analysis: A,
  container: string,
): Extract<Computed, { analysis: A }> | undefined {
  const found = (facts.computed ?? []).find(
    (one) => one.analysis === analysis && one.container === container,
  );
  if (found === undefined || !("confidence" in found.result) || found.result.confidence < DECIDES)
    return undefined;
  // Found by its analysis.
  return found as Extract<Computed, { analysis: A }>;
}
