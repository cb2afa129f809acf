/** A regular expression as far as the number of ways to match depends on it. */
export type Node =
  /** One character, as the members of the sample alphabet that it takes: bit n is the n-th of them. */
  | { kind: "atom"; takes: bigint }
  | { kind: "seq"; parts: Node[] }
  | { kind: "alt"; parts: Node[] }
  /** `most` is infinite for `*` and `+`. */
  | { kind: "repeat"; body: Node; least: number; most: number };

/** What stands for all characters: every one of ASCII, and one of each other kind that classes tell apart. */
const ALPHABET = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCodePoint(code)),
  ..."éǅ中٣\u00a0\u00ad\u200b\u2028\u202e\ufeff\ufe0f",
  ...["\u{1f600}", "\u{e0041}"],
];

const NOTHING: Node = { kind: "seq", parts: [] };

/**
 * Anchors and what is looked at ahead or behind take no character and are left out: there are at most more ways without
 * them. What stands in a look is an expression of its own, and comes in `looks`.
 */
export function parseExpression(source: string, flags: string): { node: Node; looks: Node[] } {
  const looks: Node[] = [];
  let at = 0;
  const plainFlags = flags.replaceAll(/[gymd]/g, "");
  const atom = (text: string): Node => {
    const one = new RegExp(`^(?:${text})$`, plainFlags);
    const takes = ALPHABET.reduce(
      (bits, char, index) => (one.test(char) ? bits | (1n << BigInt(index)) : bits),
      0n,
    );
    return { kind: "atom", takes };
  };
  const eat = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = at;
    const found = sticky.exec(source)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const alternatives = (): Node => {
    const parts = [sequence()];
    while (eat(/\|/) !== undefined) parts.push(sequence());
    return { kind: "alt", parts };
  };
  const sequence = (): Node => {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")") parts.push(repeated(single()));
    return { kind: "seq", parts };
  };
  const closed = (): Node => {
    const inner = alternatives();
    if (eat(/\)/) === undefined) throw new Error(`a group of /${source}/ does not end`);
    return inner;
  };
  const single = (): Node => {
    if (eat(/\^|\$|\\[bB]/) !== undefined) return NOTHING;
    if (eat(/\(\?<?[=!]/) !== undefined) {
      looks.push(closed());
      return NOTHING;
    }
    if (eat(/\(\?(?:[ims-]*):|\(\?<[A-Za-z]\w*>|\(/) !== undefined) return closed();
    // What it repeats is not known here; no loop of ours holds one.
    if (eat(/\\(?:[1-9]|k<\w+>)/) !== undefined) return NOTHING;
    const text = eat(
      /\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]+\}|c[A-Za-z]|[\s\S])|[\s\S]/i,
    );
    return atom(text ?? "");
  };
  const repeated = (body: Node): Node => {
    const text = eat(/[*+?]\??|\{\d+(?:,\d*)?\}\??/);
    if (text === undefined) return body;
    const [least, most] = boundsOf(text);
    return { kind: "repeat", body, least, most };
  };
  const node = alternatives();
  if (at < source.length) throw new Error(`/${source}/ is not understood from ${at} on`);
  return { node, looks };
}

function boundsOf(text: string): [number, number] {
  if (text.startsWith("*")) return [0, Number.POSITIVE_INFINITY];
  if (text.startsWith("+")) return [1, Number.POSITIVE_INFINITY];
  if (text.startsWith("?")) return [0, 1];
  const [least = "0", most] = text.replaceAll(/[{}?]/g, "").split(",");
  return [Number(least), most === undefined ? Number(least) : Number(most || "Infinity")];
}
