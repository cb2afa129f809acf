import { type Marked, quoted, valuesOf } from "./marks.ts";

export const PAUSE_KEY = "kube-autofix.io/pause-until";

export interface MarkedPause {
  /** Null where the value is no time: then it has no end before somebody corrects it. */
  until: Date | null;
  reason: string;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * The pause that namespace or workload are marked with, the longest where there are several. Whoever wrote something that is
 * no time wanted a pause, and nobody knows how long: it counts until it is corrected.
 */
export function pauseMark(namespace: Marked, workload: Marked, now: Date): MarkedPause | undefined {
  let longest: MarkedPause | undefined;
  for (const { from, value } of valuesOf(PAUSE_KEY, namespace, workload)) {
    const until = timeOf(value);
    if (until === undefined)
      return {
        until: null,
        reason: `${from} sets ${PAUSE_KEY} to ${quoted(value)}, which is no time as in 2026-01-31T18:00:00Z: nothing is changed until it is corrected`,
      };
    if (until <= now || (longest?.until != null && longest.until >= until)) continue;
    longest = { until, reason: `${from} pauses it until ${until.toISOString()}` };
  }
  return longest;
}

function timeOf(value: string): Date | undefined {
  if (!RFC_3339.test(value)) return undefined;
  const time = new Date(value.replace(" ", "T").toUpperCase());
  return Number.isNaN(time.getTime()) ? undefined : time;
}
