import { type RawBuilder, sql } from "kysely";
import { SEARCHED_TEXT } from "../database/migrations/0009-incident-lists.ts";

const MAX_WORDS = 6;
/** A word that no index knows is looked for among so many of the newest. */
export const NEWEST_SEARCHED = 10_000;

/** What must be so of an incident for each word of the search to occur in it. */
export function holdWords(text: string): RawBuilder<boolean>[] {
  return text.split(/\s+/).filter(Boolean).slice(0, MAX_WORDS).map(holdsWord);
}

/**
 * The index is of three letters at a time. A word without them would be looked for in all that is kept (with 300,000
 * incidents longer than a statement may take): one or two letters are looked for where a word starts, which the index knows,
 * and what has no letter or digit among the newest alone.
 */
function holdsWord(word: string): RawBuilder<boolean> {
  const text = sql.raw(SEARCHED_TEXT);
  const pattern = `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`;
  if (hasTrigram(word)) return sql<boolean>`${text} ilike ${pattern}`;
  if (SHORT.test(word)) {
    const literal = word.replaceAll(/[^a-z0-9]/gi, "\\$&");
    return sql<boolean>`${text} ~* ${`(^|[ /._:-])${literal}`}`;
  }
  return sql<boolean>`(opened_at >= coalesce((select n.opened_at from incidents n
      order by n.opened_at desc, n.id desc offset ${NEWEST_SEARCHED} limit 1), '-infinity')
    and ${text} || '' ilike ${pattern})`;
}

const SHORT = /^[a-z0-9]{1,2}[!-/:-@[-`{-~]*$/i;

/** Whether pg_trgm finds three letters in the pattern: an edge of a word is two blanks before it or one after it. */
export function hasTrigram(word: string): boolean {
  return /[a-z0-9]{3}|[!-/:-@[-`{-~][a-z0-9]|^[a-z0-9]{2}[!-/:-@[-`{-~]/i.test(word);
}
