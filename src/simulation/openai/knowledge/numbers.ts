import { type Knowledge, refusal } from "./knowledge.ts";

/** Go's time.ParseDuration wants a unit; a bare number was meant as seconds. */
export const durationWithoutUnit: Knowledge = (line) => {
  const [, given] = /time: missing unit in duration "?([\d.]+)"?/.exec(line) ?? [];
  return given === undefined
    ? undefined
    : refusal(`The duration ${given} has no unit, which the program demands.`, given, (value) =>
        /^\d+(\.\d+)?$/.test(value) ? `${value}s` : undefined,
      );
};

/** Integers as Go, Python and Java read them: no separators, no units, no blanks. */
export const notAnInteger: Knowledge = (line) => {
  const [, go, python, java] =
    /strconv\.(?:Atoi|Parse(?:Int|Uint)): parsing "([^"]{1,40})"|invalid literal for int\(\) with base 10: '([^']{1,40})'|NumberFormatException: For input string: "([^"]{1,40})"/.exec(
      line,
    ) ?? [];
  const given = go ?? python ?? java;
  if (given === undefined || !/\d/.test(given)) return undefined;
  return refusal(`"${given}" is no whole number, which the program demands.`, given, (value) => {
    const digits = value.replace(/(?<=\d)[,_' ](?=\d{3})/g, "").match(/^\D*(\d+)\D*$/)?.[1];
    return digits === value ? undefined : digits;
  });
};

const YES = /^(y|yes|on|enabled?|ja)$/i;
const NO = /^(n|no|off|disabled?|none)$/i;

/** Go's strconv.ParseBool takes 1, t, true and their opposites alone. */
export const notABoolean: Knowledge = (line) => {
  const [, go, java] =
    /strconv\.ParseBool: parsing "([^"]{1,20})"|Cannot (?:convert|parse) '?([\w-]{1,20})'? (?:to|as) (?:a )?bool(?:ean)?/i.exec(
      line,
    ) ?? [];
  const given = go ?? java;
  if (given === undefined) return undefined;
  return refusal(`"${given}" is neither true nor false.`, given, (value) =>
    YES.test(value) ? "true" : NO.test(value) ? "false" : undefined,
  );
};

/** "must be between 1 and 64, got 512": the nearest that is within. */
export const outOfRange: Knowledge = (line) => {
  const [, least, most] =
    /(?:between|range|within)[^\d-]{1,6}(-?\d+)(?: and |, ?|\.\.|-| to )(-?\d+)\]?/i.exec(line) ?? [];
  const [, given] = /(?:got|was|value|given)[^\d-]{1,4}(-?\d+)|(-?\d+) is (?:not|out)/i.exec(line) ?? [];
  const own = given ?? /(-?\d+) is (?:not|out)/i.exec(line)?.[1];
  if (least === undefined || most === undefined || own === undefined) return undefined;
  return refusal(`${own} is not within ${least} and ${most}.`, own, (value) =>
    value === own ? String(Math.min(Number(most), Math.max(Number(least), Number(value)))) : undefined,
  );
};
