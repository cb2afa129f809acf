import type { Facts } from "../facts.ts";
import { formatBytes } from "../quantity.ts";
import type { KillGroup } from "./kill.ts";

/** Above this share of the limit a sample may have been clipped by it. */
const CLIPPED_SHARE = 0.9;
/** The head room that a plan adds to a sample; a sample that it does not lift over the limit tells nothing. */
const HEADROOM = 1.25;

/**
 * The highest usage, raw, of this container in pods where neither a kill nor the limit cut it short; null where that,
 * with head room, would not lift the present limit.
 */
export function sampledNeed(
  facts: Facts,
  group: KillGroup,
  limitBytes: number | null,
): { bytes: number; from: string } | null {
  const killed = new Set(group.kills.map((kill) => kill.podName));
  const unclipped = facts.samples.filter((sample) => {
    if (sample.container !== group.container || killed.has(sample.pod)) return false;
    const own = facts.pods
      .find(({ name }) => name === sample.pod)
      ?.containers.find(({ name }) => name === sample.container)?.limitBytes;
    return own === null || (own !== undefined && sample.bytes < own * CLIPPED_SHARE);
  });
  const highest = unclipped.sort((a, b) => b.bytes - a.bytes)[0];
  if (highest === undefined || limitBytes === null || highest.bytes * HEADROOM <= limitBytes) return null;
  return {
    bytes: highest.bytes,
    from: `${formatBytes(highest.bytes)} in use by pod ${highest.pod} (${highest.from === "prometheus" ? "Prometheus" : "metrics API"})`,
  };
}
