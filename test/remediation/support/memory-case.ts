import type { MemoryCase } from "../../../src/domain/memory-case.ts";

const MI = 2 ** 20;

/** Container web under 100Mi that was killed more than once, of which nothing else is known. */
export function memoryCase(more: Partial<MemoryCase> = {}): MemoryCase {
  return {
    container: "web",
    containerKind: "container",
    containerIndex: 0,
    limitBytes: 100 * MI,
    requestBytes: 50 * MI,
    kills: [],
    isRepeated: true,
    earlierGoodLimitBytes: null,
    declaredNeed: null,
    sampledNeed: null,
    growth: "unknown",
    ...more,
  };
}
