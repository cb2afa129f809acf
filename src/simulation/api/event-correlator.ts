interface Told {
  /** Events of one key are one event that counts up. */
  key: string;
  message: string;
  isHeldBack: boolean;
}

export type EventCorrelator = (event: { object: string; kind: string; message: string }) => Told;

const MOST_SIMILAR = 10;
const SIMILAR_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;

/**
 * Holds events back as client-go's recorder does: the eleventh message of one kind about one object is combined with
 * those after it, and what 25 events told of gets one more each five minutes. What is held back is counted.
 *
 * Controllers count all events of an object: a real autoscaler that failed in two ways each 15 s showed 13 and 12 of
 * them and from then on one each five minutes. Kubelets count those of one kind: a real pod whose probe fails each
 * second has 25 of that, another was seen to have 34 of several kinds.
 */
export function createEventCorrelator(
  nowMs: () => number,
  countedBy: "object" | "kind" = "object",
): EventCorrelator {
  const similar = new Map<string, { messages: Set<string>; lastMs: number }>();
  const buckets = new Map<string, { tokens: number; lastMs: number }>();

  const mayPass = (counted: string): boolean => {
    const now = nowMs();
    const bucket = buckets.get(counted) ?? { tokens: BURST, lastMs: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.lastMs) / REFILL_MS);
    buckets.set(counted, { tokens: tokens >= 1 ? tokens - 1 : tokens, lastMs: now });
    return tokens >= 1;
  };

  return ({ object, kind, message }) => {
    const aggregate = `${object}|${kind}`;
    const known = similar.get(aggregate);
    const isFresh = known !== undefined && nowMs() - known.lastMs <= SIMILAR_MS;
    const messages = isFresh ? known.messages : new Set<string>();
    if (messages.size < MOST_SIMILAR) messages.add(message);
    similar.set(aggregate, { messages, lastMs: nowMs() });
    const isHeldBack = !mayPass(countedBy === "kind" ? aggregate : object);
    if (messages.size < MOST_SIMILAR) return { key: message, message, isHeldBack };
    return { key: "combined", message: `(combined from similar events): ${message}`, isHeldBack };
  };
}
