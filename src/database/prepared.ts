import { createHash } from "node:crypto";

/**
 * First word of a statement that the server plans once a connection and not each time. For statements of the hot path
 * whose text never changes: each text stays planned for as long as its connection lives.
 */
export const PREPARED = "/* prepared */";

/** So often must a text have come before it counts as one of those that come all the time. */
const OFTEN = 20;
/** Each is kept planned on each connection; beyond these, texts go as they are. */
const MOST_NAMES = 200;
const MOST_LENGTH = 8_000;
/**
 * Left as they are: what selects `*`, since its columns may grow while it stays planned, which the server refuses; and
 * searches and pages, whose best plan depends on what is asked for.
 */
const NEVER = /\*|\blimit\b|\boffset\b|like\b/i;
const COUNTED_STAR = /\bcount\(\*\)/gi;

/** Names the statements that come often, so that the server parses and plans them once a connection. */
export interface StatementNames {
  /** Undefined for a text that has none. Two texts never share one. */
  nameOf(text: string): string | undefined;
}

export function createStatementNames(): StatementNames {
  const seen = new Map<string, number>();
  const names = new Map<string, string>();
  return {
    nameOf(text) {
      const known = names.get(text);
      if (known !== undefined) return known;
      const times = (seen.get(text) ?? 0) + 1;
      if (!text.startsWith(PREPARED)) {
        if (names.size >= MOST_NAMES || !isNameable(text)) return undefined;
        // A text that is made anew each time must not fill the memory.
        if (seen.size >= 10 * MOST_NAMES) seen.clear();
        seen.set(text, times);
        if (times < OFTEN) return undefined;
      }
      seen.delete(text);
      const name = nameOf(text);
      names.set(text, name);
      return name;
    },
  };
}

const isNameable = (text: string) =>
  text.length <= MOST_LENGTH &&
  /^\s*(select|insert|update|delete|with)\b/i.test(text) &&
  !NEVER.test(text.replaceAll(COUNTED_STAR, ""));

/** PostgreSQL cuts names at 63 bytes. */
export const nameOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 40);
