/** Changes of one letter, swaps of neighbours among them, that make `b` of `a` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
        ...(isSwap ? [(before[column - 2] ?? 0) + 1] : []),
      ];
      current.push(Math.min(...ways));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/**
 * `typo`: the same name but for a slip of the fingers or a separator. `variant`: one has a word or a number more or
 * other than the other ("web-config", "web-config-v2"): perhaps meant, perhaps on purpose another.
 */
export type Nearness = "typo" | "variant";

const MOST_LETTERS = 3;
/** Longer names are no names: nobody looks for a slip in them, and the time grows with the square. */
const LONGEST = 253;

export function nearness(wanted: string, present: string): Nearness | undefined {
  if (wanted === present || wanted === "" || wanted.length > LONGEST || present.length > LONGEST)
    return undefined;
  const [a, b] = [wordsOf(wanted), wordsOf(present)];
  if (a.join("") === b.join("")) return "typo";
  if (a.length === b.length) return nearWords(a, b);
  if (isPart(a, b) || isPart(b, a)) return "variant";
  // A separator too many or too few, with a slip beside it.
  return isSlip(a.join(""), b.join("")) ? "typo" : undefined;
}

/** Every near name, slips first, of those the nearest first. */
export function nearNames(wanted: string, among: Iterable<string>): { name: string; nearness: Nearness }[] {
  return [...new Set(among)]
    .flatMap((name) => {
      const found = nearness(wanted, name);
      return found === undefined ? [] : [{ name, nearness: found, distance: editDistance(wanted, name) }];
    })
    .sort((x, y) => x.nearness.localeCompare(y.nearness) || x.distance - y.distance)
    .map(({ name, nearness: kind }) => ({ name, nearness: kind }));
}

/** The one name of which `wanted` is a slip; undefined where none or several could be meant. */
export function onlySlip(wanted: string, among: Iterable<string>): string | undefined {
  const slips = nearNames(wanted, among).filter((one) => one.nearness === "typo");
  return slips.length === 1 ? slips[0]?.name : undefined;
}

const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[-_./:\s]+/)
    .filter((word) => word !== "");

function nearWords(a: readonly string[], b: readonly string[]): Nearness | undefined {
  const pairs = a.map((word, index) => [word, b[index] ?? ""] as const).filter(([x, y]) => x !== y);
  const letters = pairs.reduce((sum, [x, y]) => sum + editDistance(x, y), 0);
  if (letters <= MOST_LETTERS && pairs.every(([x, y]) => isSlip(x, y))) return "typo";
  // The same words in another order, or one word of several that is another one.
  const isReordered = a.toSorted().join() === b.toSorted().join();
  const isNumbered = pairs.every(([x, y]) => withoutDigits(x) === withoutDigits(y));
  return isReordered || isNumbered ? "variant" : undefined;
}

/**
 * Short words that differ are other words (us, eu), and so are other numbers (v1, v2); but a letter beside its number is
 * in the wrong place only by a slip (3v, v3).
 */
function isSlip(x: string, y: string): boolean {
  const longest = Math.max(x.length, y.length);
  if (digitsOf(x) !== digitsOf(y)) return false;
  if (longest < 3) return digitsOf(x) !== "" && x === y.split("").toReversed().join("");
  return editDistance(x, y) <= (longest < 6 ? 1 : 2);
}

const digitsOf = (word: string) => word.replace(/\D/g, "");
const withoutDigits = (word: string) => word.replace(/\d/g, "");

/** All words of one, in order, within the other. */
function isPart(few: readonly string[], many: readonly string[]): boolean {
  let next = 0;
  for (const word of many) if (word === few[next]) next += 1;
  return few.length > 0 && next === few.length;
}
