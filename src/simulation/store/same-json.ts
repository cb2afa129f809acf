/** Whether two values have the same JSON, whatever the order of their members; parts that are shared cost nothing. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    );
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const given = (map: Record<string, unknown>) => Object.keys(map).filter((key) => map[key] !== undefined);
  const keys = given(left);
  return keys.length === given(right).length && keys.every((key) => sameJson(left[key], right[key]));
}
