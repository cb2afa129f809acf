import { parseMatchers, type Series, select, valueAt, valuesWithin } from "./select-series.ts";

export interface Labelled<V> {
  metric: Record<string, string>;
  values: V;
}
export type Answer =
  | { resultType: "vector"; result: Labelled<number>[] }
  | { resultType: "matrix"; result: Labelled<[number, number][]>[] };

/** What an expression is at an instant: the few forms that the service asks in, and no others. */
export type Instant = (series: readonly Series[], seconds: number) => Labelled<number>[];
export interface Query {
  instant: Instant;
  /** With a range and a step it is a subquery, and its answer a matrix. */
  range?: { seconds: number; step: number };
}

const SELECTOR = String.raw`([a-zA-Z_:][\w:]*)\{([^{}]*)\}`;
const MAX_BY = new RegExp(
  String.raw`^max by \(([\w, ]+)\) \((?:max_over_time\(${SELECTOR}\[(\w+)\]\)|${SELECTOR})\)(?:\[(\w+):(\w+)\])?$`,
);
const RATE = String.raw`sum by \([\w, ]+\) \(rate\(${SELECTOR}\[\w+\]\)\)`;
/** Of series that nothing here exports: an empty answer, as from Prometheus. */
const RATES = new RegExp(`^${RATE} / ${RATE}$`);
const UNITS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

export function parseQuery(text: string): Query | undefined {
  if (RATES.test(text)) return { instant: () => [] };
  const found = MAX_BY.exec(text);
  if (found === null) return undefined;
  const [, by = "", overName, overMatchers, window, name = overName ?? "", matchersText, range, step] = found;
  const matchers = parseMatchers(matchersText ?? overMatchers ?? "");
  if (matchers === undefined) return undefined;
  const labels = by.split(",").map((label) => label.trim());
  const windowSeconds = window === undefined ? undefined : durationOf(window);
  const instant: Instant = (series, seconds) => {
    const groups = new Map<string, Labelled<number>>();
    for (const one of select(series, name, matchers)) {
      const value =
        windowSeconds === undefined
          ? valueAt(one, seconds)
          : valuesWithin(one, seconds - windowSeconds, seconds).reduce<number | undefined>(
              (most, each) => Math.max(most ?? each, each),
              undefined,
            );
      if (value === undefined) continue;
      const metric = Object.fromEntries(
        labels.flatMap((label) => (one.labels[label] ? [[label, one.labels[label]]] : [])),
      );
      const key = JSON.stringify(metric);
      groups.set(key, { metric, values: Math.max(groups.get(key)?.values ?? value, value) });
    }
    return [...groups.values()];
  };
  return range === undefined || step === undefined
    ? { instant }
    : { instant, range: { seconds: durationOf(range), step: durationOf(step) } };
}

/** The steps of a range: a subquery's are multiples of its step, whenever it is asked. */
export function stepsOf(from: number, to: number, step: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

export function overSteps(
  instant: Instant,
  series: readonly Series[],
  steps: readonly number[],
): Labelled<[number, number][]>[] {
  const found = new Map<string, Labelled<[number, number][]>>();
  for (const at of steps)
    for (const { metric, values } of instant(series, at)) {
      const key = JSON.stringify(metric);
      const own = found.get(key) ?? { metric, values: [] };
      own.values.push([at, values]);
      found.set(key, own);
    }
  return [...found.values()];
}

function durationOf(text: string): number {
  const [, number, unit = "s"] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(number ?? 0) * (UNITS[unit] ?? 1);
}
