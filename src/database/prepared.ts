import { createHash } from "node:crypto";

/**
 * First word of a statement that the server plans once a connection and not each time. For statements of the hot path
 * whose text never changes: each text stays planned for as long as its connection lives.
 */
export const PREPARED = "/* prepared */";

/** The name of such a statement; undefined for all others. Two texts never share one. */
export function nameOfPrepared(text: string): string | undefined {
  return text.startsWith(PREPARED) ? nameOf(text) : undefined;
}

/** PostgreSQL cuts names at 63 bytes. */
export const nameOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 40);
