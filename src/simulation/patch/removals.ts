import { mergeKeyOf } from "./merge-keys.ts";

type Json = Record<string, unknown>;
const isMap = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** `next` as a strategic merge patch that also takes away what `previous` had: the third way of `kubectl apply`. */
export function withRemovals(previous: unknown, next: unknown): unknown {
  if (!isMap(next) || !isMap(previous)) return next;
  const patch: Json = { ...next };
  for (const [key, before] of Object.entries(previous)) {
    const now = next[key];
    if (now === undefined) patch[key] = null;
    else if (Array.isArray(before) && Array.isArray(now)) patch[key] = listWithRemovals(key, before, now);
    else patch[key] = withRemovals(before, now);
  }
  return patch;
}

function listWithRemovals(field: string, before: unknown[], now: unknown[]): unknown[] {
  const mergeKey = mergeKeyOf(field, [...before, ...now]);
  if (mergeKey === undefined) return now;
  const named = (list: unknown[], name: unknown) => list.find((one) => isMap(one) && one[mergeKey] === name);
  const kept = now.map((one) => (isMap(one) ? withRemovals(named(before, one[mergeKey]), one) : one));
  const gone = before.filter(isMap).filter((one) => named(now, one[mergeKey]) === undefined);
  return [...kept, ...gone.map((one) => ({ $patch: "delete", [mergeKey]: one[mergeKey] }))];
}
