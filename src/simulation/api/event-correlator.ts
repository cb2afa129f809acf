interface Told {
  /** Events of one key are one event that counts up. */
  key: string;
  message: string;
}

export type EventCorrelator = (event: { object: string; kind: string; message: string }) => Told | undefined;

const MOST_SIMILAR = 10;
const SIMILAR_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;

/**
 * Holds events back as client-go's recorder does: the eleventh message of one kind about one object is combined with
 * those after it, and after 25 of one kind there is one more each five minutes. (Of one kind, not of the object: a real
 * pod was seen to have 34 of several kinds, and one whose probe fails each second to have 25 of it.)
 */
export function createEventCorrelator(nowMs: () => number): EventCorrelator {
  const similar = new Map<string, { messages: Set<string>; lastMs: number }>();
  const buckets = new Map<string, { tokens: number; lastMs: number }>();

  const mayPass = (kind: string): boolean => {
    const now = nowMs();
    const bucket = buckets.get(kind) ?? { tokens: BURST, lastMs: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.lastMs) / REFILL_MS);
    buckets.set(kind, { tokens: tokens >= 1 ? tokens - 1 : tokens, lastMs: now });
    return tokens >= 1;
  };

  return ({ object, kind, message }) => {
    const aggregate = `${object}|${kind}`;
    const known = similar.get(aggregate);
    const isFresh = known !== undefined && nowMs() - known.lastMs <= SIMILAR_MS;
    const messages = isFresh ? known.messages : new Set<string>();
    if (messages.size < MOST_SIMILAR) messages.add(message);
    similar.set(aggregate, { messages, lastMs: nowMs() });
    if (!mayPass(aggregate)) return undefined;
    if (messages.size < MOST_SIMILAR) return { key: message, message };
    return { key: "combined", message: `(combined from similar events): ${message}` };
  };
}
