/** What `JSON.stringify` makes of NUL and of halves of surrogate pairs, and of some texts that only look like it. */
const REFUSED = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/**
 * JSON text that a jsonb column takes: NUL and halves of surrogate pairs, which PostgreSQL refuses, are dropped, in
 * names too. Untrusted text must not be able to make a commit fail.
 */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  return REFUSED.test(text) ? withoutRefused(value) : text;
}

function withoutRefused(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "string") return storedText(item);
    if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([name, inner]) => [storedText(name), inner]));
  });
}

/** Whether what comes back of it is what was put there, to the last character. */
export const isKeptExactly = (value: unknown): boolean => storedJson(value) === JSON.stringify(value);

/** The same for a text column. */
export function storedText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
