import { type Knowledge, refusal } from "./knowledge.ts";
import { nearest } from "./nearest.ts";

const bytes = (text: string): number => {
  const [, digits = "0", unit = ""] = /(\d+)([kmg]?)$/i.exec(text) ?? [];
  return Number(digits) * 1024 ** ["", "k", "m", "g"].indexOf(unit.toLowerCase());
};

/** A JVM whose first heap is larger than its largest one: the first becomes the largest. */
export const heapFlags: Knowledge = (line) =>
  /Initial heap size set to a larger value than the maximum heap size|Incompatible (?:minimum|initial) and maximum heap sizes/i.test(
    line,
  )
    ? refusal(
        "The JVM's initial heap (-Xms) is larger than its maximum heap (-Xmx).",
        undefined,
        (value, others) => {
          const most = others.find((other) => /^-Xmx\d+[kmg]?$/i.test(other));
          if (most === undefined || !/^-Xms\d+[kmg]?$/i.test(value)) return undefined;
          return bytes(value) > bytes(most) ? most.replace("-Xmx", "-Xms") : undefined;
        },
      )
    : undefined;

/** Minimal images carry no locale but C, POSIX and C.UTF-8. */
export const unsupportedLocale: Knowledge = (line) =>
  /locale\.Error: unsupported locale setting|setlocale: (?:LC_\w+|LANG): cannot change locale|locale::facet::_S_create_c_locale name not valid/.test(
    line,
  )
    ? refusal(
        "The image does not have the locale that is set; C.UTF-8 is in all of them.",
        /\(([\w.@-]+)\)/.exec(line)?.[1],
        (value) => (/^[a-z]{2,3}_[A-Z]{2}(\.[\w-]+)?$/.test(value) ? "C.UTF-8" : undefined),
      )
    : undefined;

/** A name that the zone database does not have: the nearest that it has. */
export const unknownTimeZone: Knowledge = (line) => {
  const [, go, python, java] =
    /unknown time zone ([A-Z][\w+/-]{2,40})|No time zone found with key ([A-Z][\w+/-]{2,40})|Unknown time-zone ID: ([A-Z][\w+/-]{2,40})/.exec(
      line,
    ) ?? [];
  const given = go ?? python ?? java;
  if (given === undefined) return undefined;
  return refusal(`There is no time zone ${given}.`, given, (value) =>
    value === given ? nearest(value, Intl.supportedValuesOf("timeZone")) : undefined,
  );
};

const LOGRUS = ["panic", "fatal", "error", "warn", "info", "debug", "trace"];
const PYTHON = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"];
/** What other loggers call it. */
const SAME: Readonly<Record<string, string>> = {
  verbose: "debug",
  trace: "debug",
  notice: "info",
  silly: "debug",
};

/** Each logger has levels of its own: the nearest of them by meaning, else by letters. */
export const unknownLogLevel: Knowledge = (line) => {
  const [, logrus, python, zap] =
    /not a valid logrus Level: "?(\w{1,20})"?|ValueError: Unknown level: '(\w{1,20})'|unrecognized level: "(\w{1,20})"/.exec(
      line,
    ) ?? [];
  const given = logrus ?? python ?? zap;
  if (given === undefined) return undefined;
  const levels = python === undefined ? LOGRUS : PYTHON;
  return refusal(`The logger has no level "${given}".`, given, (value) => {
    if (value !== given) return undefined;
    const meant = SAME[value.toLowerCase()];
    return meant === undefined ? nearest(value, levels) : nearest(meant, levels);
  });
};

const PYTHON_CODECS: Readonly<Record<string, string>> = {
  utf8mb4: "utf-8",
  utf8mb3: "utf-8",
  unicode: "utf-8",
  ansi: "cp1252",
};

/** A database's name for an encoding where Python's is wanted. */
export const unknownEncoding: Knowledge = (line) => {
  const [, given] = /LookupError: unknown encoding: ([\w-]{2,20})/.exec(line) ?? [];
  if (given === undefined) return undefined;
  return refusal(`Python knows no encoding ${given}.`, given, (value) =>
    value === given ? PYTHON_CODECS[value.toLowerCase()] : undefined,
  );
};
