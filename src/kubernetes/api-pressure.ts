import type { Clock } from "../core/clock.ts";

/** How the API server bears what it is asked, as far as this process's own requests show. */
export interface ApiPressure {
  /** `code` is the HTTP status, "timeout" or "error"; `ms` is wall time. */
  note(verb: string, code: string, ms: number): void;
  /** Why it should be left alone; undefined where it is well. */
  reason(): string | undefined;
}

/** Of the service's clock. */
const WINDOW_MS = 60_000;
/** Fewer requests show nothing. */
const LEAST = 10;
/** Throttled: one in ten. https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ */
const REFUSED_SHARE = 0.1;
/** Half of all requests that take longer than this are no accident. */
const SLOW_MS = 2_000;
const SLOW_SHARE = 0.5;
const MOST_KEPT = 2_000;
const OVERLOADED: ReadonlySet<string> = new Set(["429", "503", "504", "timeout"]);

export function createApiPressure(clock: Pick<Clock, "now">): ApiPressure {
  let seen: { atMs: number; isRefused: boolean; isSlow: boolean }[] = [];
  return {
    note(verb, code, ms) {
      // A watch ends when it ends.
      if (verb === "watch") return;
      const atMs = clock.now().getTime();
      seen.push({ atMs, isRefused: OVERLOADED.has(code), isSlow: ms > SLOW_MS });
      if (seen.length > MOST_KEPT) seen = seen.slice(-MOST_KEPT / 2);
    },
    reason() {
      const sinceMs = clock.now().getTime() - WINDOW_MS;
      seen = seen.filter(({ atMs }) => atMs > sinceMs);
      if (seen.length < LEAST) return undefined;
      const refused = seen.filter(({ isRefused }) => isRefused).length;
      const slow = seen.filter(({ isSlow }) => isSlow).length;
      if (refused >= seen.length * REFUSED_SHARE)
        return `the API server refused ${refused} of ${seen.length} requests within a minute for its load`;
      return slow >= seen.length * SLOW_SHARE
        ? `the API server took over ${SLOW_MS / 1000} s for ${slow} of ${seen.length} requests within a minute`
        : undefined;
    },
  };
}
