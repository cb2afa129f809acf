import type { FeishuState } from "../server/state.ts";
import { Refusal } from "./refusal.ts";

interface Window {
  limit: number;
  ms: number;
}

const A_SECOND: Window = { limit: 5, ms: 1_000 };
const GATEWAY: readonly Window[] = [
  { limit: 50, ms: 1_000 },
  { limit: 1_000, ms: 60_000 },
];

/** 50 a second and 1,000 a minute for each operation and application; the answer says how long to wait. */
export function gatewayLimit(state: FeishuState, key: string, now: Date): void {
  const taken = recent(state, `gateway ${key}`, { now, ms: 60_000 });
  const full = fullWindow(taken, GATEWAY, now);
  if (full !== undefined) {
    throw new Refusal(99991400, "request trigger frequency limit", {
      status: 429,
      headers: {
        "x-ogw-ratelimit-limit": String(full.window.limit),
        "x-ogw-ratelimit-reset": String(Math.max(1, Math.ceil(full.waitMs / 1000))),
      },
    });
  }
  taken.push(now.getTime());
}

/** Five a second into a chat, all bots together; five updates a second of a message. No wait is promised. */
export function frequencyLimit(
  state: FeishuState,
  key: `chat ${string}` | `message ${string}`,
  now: Date,
): void {
  const taken = recent(state, key, { now, ms: A_SECOND.ms });
  if (fullWindow(taken, [A_SECOND], now) !== undefined) {
    throw new Refusal(230020, "This operation triggers the frequency limit, ext=too fast");
  }
  taken.push(now.getTime());
}

/** What is older than the longest window is forgotten, so that the lists stay short. */
function recent(state: FeishuState, key: string, { now, ms }: { now: Date; ms: number }): number[] {
  const kept = (state.taken.get(key) ?? []).filter((at) => now.getTime() - at < ms);
  state.taken.set(key, kept);
  return kept;
}

function fullWindow(
  taken: readonly number[],
  windows: readonly Window[],
  now: Date,
): { window: Window; waitMs: number } | undefined {
  for (const window of windows) {
    const within = taken.filter((at) => now.getTime() - at < window.ms);
    const oldest = within[within.length - window.limit];
    if (oldest !== undefined) return { window, waitMs: oldest + window.ms - now.getTime() };
  }
  return undefined;
}
