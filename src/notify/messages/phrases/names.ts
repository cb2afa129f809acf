/** A pattern, and what stands in its place. */
export type NameRule = readonly [pattern: RegExp, translated: string];

/** What a name is made of: of a person's or a program's own words nothing is taken apart. */
const NAME = /^(?:[A-Z][A-Za-z]+ )?[a-z0-9][\w./:@-]*(?: \([\w./:@-]+\))?$/;

/**
 * What stands in the place of a name: the same in every language but for spans of time, short clauses of ours, and how several
 * names are joined.
 */
export function createNames(rules: readonly NameRule[], joint: string): (text: string) => string {
  return (text) => {
    const names = text.split(/, | and /);
    const joined = names.length > 1 && names.every((name) => NAME.test(name)) ? names.join(joint) : text;
    return rules.reduce((told, [pattern, translated]) => told.replaceAll(pattern, translated), joined);
  };
}
