import type { Knowledge } from "./knowledge.ts";
import { refusal } from "./knowledge.ts";
import { nearest } from "./nearest.ts";

const LIST =
  /(?:must be|expected|has to be|allowed(?: values)?(?: are)?:?|supported(?: values)?(?: are)?:?|choose from)(?: one of)?:? ([\w.-]+(?:(?:, | or |, or |\|)[\w.-]+)+)/i;
const QUOTED = /["'“](\w[\w.-]*)["'”]/;

/** "expected one of json, text": the nearest of those that it lists. */
export const listedValues: Knowledge = (line) => {
  const allowed = LIST.exec(line)?.[1]?.split(/, or |, | or |\|/) ?? [];
  if (allowed.length === 0) return undefined;
  return {
    cause: "config-content-invalid",
    sentence: `A setting holds a value that the program does not take; it names ${allowed.join(", ")}.`,
    given: QUOTED.exec(line)?.[1],
    mend: (value) => (allowed.includes(value) ? undefined : nearest(value, allowed)),
  };
};

/** "did you mean 'production'?": the program knows better itself. */
export const didYouMean: Knowledge = (line) => {
  const [, meant] = /did you mean:? ["'`]?([\w.:/-]+?)["'`]?\s*\?/i.exec(line) ?? [];
  const given = QUOTED.exec(line.slice(0, line.search(/did you mean/i)))?.[1];
  if (meant === undefined || given === undefined) return undefined;
  return refusal(`The program does not know "${given}" and names "${meant}".`, given, (value) =>
    value === given ? meant : undefined,
  );
};
