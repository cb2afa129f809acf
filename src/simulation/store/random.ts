/** Numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** As Kubernetes makes the ends of names: no vowels, no digits that look like letters. */
  suffix(length?: number): string;
  hex(length: number): string;
  uuid(): string;
}

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** Mulberry32, by Tommy Ettinger (public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const text = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join("");
  const hex = (length: number) => text("0123456789abcdef", length);
  return {
    next,
    hex,
    suffix: (length = 5) => text(ALPHABET, length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text("89ab", 1)}${hex(3)}-${hex(12)}`,
  };
}
