import type { Node } from "./parse-expression.ts";

/** Places of an expression where a character is taken, and in how many ways one leads to the next: 1, or 2 for more. */
export interface Automaton {
  takes: bigint[];
  next: Map<number, number>[];
}

/** So many copies show whatever more would show: a repetition with an end is no loop by itself. */
const MOST_COPIES = 3;

interface Piece {
  /** Ways to take nothing. */
  empty: number;
  first: Map<number, number>;
  last: Map<number, number>;
}

/** Glushkov's construction, with the ways counted: `(a*)*` has one place and two ways from it to itself. */
export function automatonOf(node: Node): Automaton {
  const takes: bigint[] = [];
  const next: Map<number, number>[] = [];
  const join = ({ last }: Piece, { first }: Piece) => {
    for (const [from, ways] of last)
      for (const [to, more] of first) add(next[from] ?? new Map(), to, ways * more);
  };
  const sequence = (pieces: Piece[]): Piece =>
    pieces.reduce((before, piece) => {
      join(before, piece);
      return {
        empty: few(before.empty * piece.empty),
        first: sum([before.first, 1], [piece.first, before.empty]),
        last: sum([piece.last, 1], [before.last, piece.empty]),
      };
    }, nothing());
  const loop = (body: () => Piece): Piece => {
    const piece = body();
    join(piece, piece);
    // A turn of a loop that takes nothing ends it (ECMA-262, RepeatMatcher).
    return { ...piece, empty: 1 };
  };
  const build = (one: Node): Piece => {
    if (one.kind === "atom") {
      const place = takes.push(one.takes) - 1;
      next.push(new Map());
      return { empty: 0, first: new Map([[place, 1]]), last: new Map([[place, 1]]) };
    }
    if (one.kind === "seq") return sequence(one.parts.map(build));
    if (one.kind === "alt") {
      const pieces = one.parts.map(build);
      return {
        empty: few(pieces.reduce((ways, { empty }) => ways + empty, 0)),
        first: sum(...pieces.map(({ first }) => [first, 1] as const)),
        last: sum(...pieces.map(({ last }) => [last, 1] as const)),
      };
    }
    const body = () => build(one.body);
    const must = Array.from({ length: Math.min(one.least, MOST_COPIES) }, body);
    if (one.most === Number.POSITIVE_INFINITY)
      // The last copy that must be is the first turn of the loop.
      return must.length === 0 ? loop(body) : sequence([...must.slice(1), { ...loop(body), empty: 0 }]);
    // One within the other, as they are tried: x(x(x)?)?
    const may = Array.from({ length: Math.min(one.most - one.least, MOST_COPIES) }).reduce<Piece>((inner) => {
      const piece = sequence([body(), inner]);
      return { ...piece, empty: 1 };
    }, nothing());
    return sequence([...must, may]);
  };
  build(node);
  return { takes, next };
}

const nothing = (): Piece => ({ empty: 1, first: new Map(), last: new Map() });
const few = (ways: number) => Math.min(ways, 2);

function add(map: Map<number, number>, key: number, ways: number): void {
  if (ways > 0) map.set(key, few((map.get(key) ?? 0) + ways));
}

function sum(...maps: (readonly [Map<number, number>, number])[]): Map<number, number> {
  const total = new Map<number, number>();
  for (const [map, times] of maps) for (const [key, ways] of map) add(total, key, ways * times);
  return total;
}
