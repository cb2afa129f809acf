/** The one that looks most like `value`. */
export function nearest(value: string, of: readonly string[]): string | undefined {
  const low = value.toLowerCase();
  return of.toSorted((a, b) => distance(a.toLowerCase(), low) - distance(b.toLowerCase(), low))[0];
}

/** Levenshtein's, of short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
