import { type Knowledge, refusal } from "./knowledge.ts";

/** An address without its scheme; clients that know better say which. */
export const addressWithoutScheme: Knowledge = (line) => {
  const [, requests, scheme] =
    /Invalid URL '([^'\s]{1,200})': No scheme supplied\. Perhaps you meant (https?):\/\//.exec(line) ?? [];
  const go = /(?:Get|Post) "([^"\s]{1,200})": unsupported protocol scheme ""/.exec(line)?.[1];
  const given = requests ?? go;
  if (given === undefined) return undefined;
  return refusal(`The address ${given} has no scheme.`, given, (value) =>
    value !== "" && given.startsWith(value) && !value.includes("://")
      ? `${scheme ?? "http"}://${value}`
      : undefined,
  );
};

/** Go listens on "host:port" or ":port". */
export const portWithoutColon: Knowledge = (line) => {
  const [, given] = /listen tcp: address (\d{2,5}): missing port in address/.exec(line) ?? [];
  return given === undefined
    ? undefined
    : refusal(`${given} is a port without the colon before it.`, given, (value) =>
        value === given ? `:${value}` : undefined,
      );
};

/** Five fields; the one that people forget is the last. */
export const cronFields: Knowledge = (line) => {
  const [, wanted, found] = /expected exactly (\d) fields, found (\d)/.exec(line) ?? [];
  const given = /\[([^\]]{3,60})\]|"([^"]{3,60})"/.exec(line);
  if (wanted === undefined || Number(wanted) !== Number(found) + 1) return undefined;
  return refusal(
    `The schedule has ${found} fields in place of ${wanted}.`,
    given?.[1] ?? given?.[2],
    (value) => (value.trim().split(/\s+/).length === Number(found) ? `${value.trim()} *` : undefined),
  );
};

/** RE2 has neither look-around nor back-references; the plain form of the commonest one. */
export const perlExpression: Knowledge = (line) => {
  const [, regex] =
    /error parsing regexp: invalid (?:or unsupported )?Perl syntax: `?(\(\?[<!=]{1,2})`?/.exec(line) ?? [];
  if (regex === undefined) return undefined;
  return refusal("The expression uses look-around, which RE2 does not have.", undefined, (value) =>
    value.includes(regex) ? value.replace(/\(\?[<!=]{1,2}[^()]*\)/g, "") || undefined : undefined,
  );
};
