import { formatMemory } from "../../kubernetes/quantity.ts";

export interface MemoryBounds {
  /** How many times the last value that we did not write. */
  maxFactor: number;
  maxBytes: number;
}
export const DEFAULT_MEMORY_BOUNDS: MemoryBounds = { maxFactor: 4, maxBytes: 8 * 2 ** 30 };

/** Why a limit is over the bounds, or undefined. `foreignBytes` is the last value that we did not write. */
export function overBounds(bounds: MemoryBounds, foreignBytes: number, toBytes: number): string | undefined {
  if (toBytes > bounds.maxBytes)
    return `${formatMemory(toBytes)} is over the most that the policy allows, ${formatMemory(bounds.maxBytes)}`;
  if (toBytes > foreignBytes * bounds.maxFactor)
    return `${formatMemory(toBytes)} is over ${bounds.maxFactor} times ${formatMemory(foreignBytes)}, the last value that this service did not write`;
  return undefined;
}
