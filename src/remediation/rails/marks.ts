/** What an object is marked with: by label or by annotation. */
export interface Marked {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Each place that speaks of `key`, in the order in which they are asked. */
export function valuesOf(
  key: string,
  namespace: Marked,
  workload: Marked,
): { from: string; value: string }[] {
  const places = [
    ["the namespace's label", namespace.labels],
    ["the namespace's annotation", namespace.annotations],
    ["the workload's label", workload.labels],
    ["the workload's annotation", workload.annotations],
  ] as const;
  return places.flatMap(([from, map]) =>
    Object.hasOwn(map, key) ? [{ from, value: String(map[key]) }] : [],
  );
}

const LONGEST = 60;

/** Somebody else's text inside a sentence of ours: cut, and in quotation marks. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
}

export function marksOf(
  object: { metadata: { labels?: Record<string, string>; annotations?: Record<string, string> } } | undefined,
): Marked {
  return { labels: object?.metadata.labels ?? {}, annotations: object?.metadata.annotations ?? {} };
}
