import type { EventRecorder, RecordedEvent } from "../api/event-recorder.ts";
import type { EventLoop } from "../store/event-loop.ts";

const BURST = 25;
const REFILL_MS = 300_000;

/**
 * Lets 25 events of one reason about one object through, then one every 5 minutes, as was seen of a real kubelet whose
 * probe failed each second. Source: EventSourceObjectSpamFilter of client-go.
 */
export function withSpamFilter(recorder: EventRecorder, loop: EventLoop): EventRecorder {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const mayPass = ({ about, reason }: RecordedEvent): boolean => {
    const key = `${about.metadata.uid}/${reason}`;
    const nowMs = loop.nowMs();
    const bucket = buckets.get(key) ?? { tokens: BURST, atMs: nowMs };
    const tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.atMs) / REFILL_MS);
    const passes = tokens >= 1;
    buckets.set(key, { tokens: passes ? tokens - 1 : tokens, atMs: nowMs });
    return passes;
  };
  return {
    record(event) {
      if (mayPass(event)) recorder.record(event);
    },
  };
}
