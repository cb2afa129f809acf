import type { Vary } from "../scenario.ts";

/** The word as a tired person types it: a letter lost, doubled or two of them swapped; never the word itself. */
export function typo(vary: Vary, word: string): string {
  const places = [...word].flatMap((letter, at) =>
    at > 0 && at < word.length - 1 && /[a-z]/.test(letter) && letter !== word[at + 1] ? [at] : [],
  );
  const at = vary.pick(places);
  const [before, letter, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
  return vary.pick([
    `${before}${next}${after}`,
    `${before}${letter}${letter}${next}${after}`,
    next === "-" ? `${before}${next}${after}` : `${before}${next}${letter}${after}`,
  ]);
}

/** The labels of a workload with a typo in the value that holds its name. */
export function mistypedLabels(vary: Vary, name: string): Record<string, string> {
  const wrong = typo(vary, name);
  return Object.fromEntries(
    Object.entries(vary.labels(name)).map(([key, value]) => [key, value === name ? wrong : value]),
  );
}
