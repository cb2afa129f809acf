import type { MemoryCase } from "../../domain/memory-case.ts";
import { formatMemory } from "../../kubernetes/quantity.ts";
import { tidyBytes } from "./tidy-size.ts";

export type Basis = "earlier-revision" | "declared" | "sampled" | "doubled";
export interface TargetLimit {
  bytes: number;
  basis: string;
  basisKind: Basis;
}

/** Head-room over a need that was measured: a sample is a moment, not the peak. */
const SAMPLE_HEADROOM = 1.25;
const MI = 2 ** 20;

/**
 * The limit that the need asks for, in the order of what is known best. `floorBytes` is the highest limit at which the
 * container was killed (the present one, or a raise of ours that did not hold): a basis that does not lead above it was
 * wrong, so the next one is asked.
 */
export function targetLimit(memory: MemoryCase, floorBytes: number): TargetLimit {
  const candidates: (TargetLimit | undefined)[] = [
    memory.earlierGoodLimitBytes === null
      ? undefined
      : {
          bytes: memory.earlierGoodLimitBytes,
          basis: `an earlier revision ran well with ${formatMemory(memory.earlierGoodLimitBytes)}`,
          basisKind: "earlier-revision",
        },
    memory.declaredNeed === null
      ? undefined
      : {
          bytes: memory.declaredNeed.bytes,
          basis: `the container declares its need: ${memory.declaredNeed.from}`,
          basisKind: "declared",
        },
    memory.sampledNeed === null
      ? undefined
      : {
          bytes: memory.sampledNeed.bytes * SAMPLE_HEADROOM,
          basis: `usage that no limit clipped, with 25 % head-room: ${memory.sampledNeed.from}`,
          basisKind: "sampled",
        },
  ];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    // What ran well is restored as it was; a computed need is rounded up.
    const bytes = candidate.basisKind === "earlier-revision" ? candidate.bytes : tidyBytes(candidate.bytes);
    if (bytes > floorBytes) return { ...candidate, bytes };
  }
  return {
    bytes: wholeDouble(floorBytes),
    basis: `nothing tells the need, so twice ${formatMemory(floorBytes)}`,
    basisKind: "doubled",
  };
}

/** No more than double, in whole Mi: rounded up, the second raise would be over four times the first limit. */
function wholeDouble(bytes: number): number {
  const whole = Math.floor((bytes * 2) / MI) * MI;
  return whole > bytes ? whole : tidyBytes(bytes * 2);
}
