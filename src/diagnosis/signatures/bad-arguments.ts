import { describeRef } from "../../domain/object-ref.ts";
import { found } from "../found.ts";
import { endedContainer, lastLine } from "../program/ended-container.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";

/** A program that refuses its arguments does so at once. */
const AT_ONCE_SECONDS = 30;

/** What argument parsers say: Go's flag and cobra, getopt, argparse, click, clap, commander, yargs, picocli, JVM. */
const ARGUMENTS =
  /flag provided but not defined|unknown (?:shorthand )?flag|unknown (?:command line )?(?:option|argument|switch|command)\b|unrecogni[sz]ed (?:option|argument|command)|invalid (?:option|argument|flag|value for flag)\b|no such option|unexpected argument|illegal option|bad flag|requires an argument|flag needs an argument|the following arguments are required|missing required (?:option|argument|flag|parameter)|required (?:flag|option|argument)\(?s?\)?\b|Unrecognized VM option|Could not find or load main class|can't open file '[^']*'|Cannot find module '[^']*'|Unable to access jarfile/i;
/** A setting of the environment that is missing or refused. A name in capitals is what makes it one. */
const ENVIRONMENT = [
  /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b.{0,60}\b(?:is not set|not set|is required|must be set|is missing|missing|undefined|not defined|is empty|must not be empty|unknown value|invalid|not a valid|must be|unsupported|cannot be parsed|is not recogni[sz]ed)\b/i,
  /\b(?:missing|required|undefined|unset|no|invalid|unknown|unsupported)\b.{0,40}\b(?:env(?:ironment)?(?: variable)?s?|setting|config(?:uration)?|variable|value)\b.{0,40}\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/i,
  /KeyError: '[A-Z][A-Z0-9_]*'/,
  /environment variable "?\$?[A-Z][A-Z0-9_]*"? (?:not found|is not set|not set|is missing|is required)/i,
  /Could not resolve placeholder '[^']*'/,
];

/** The program says that it was started wrongly: an argument, or a setting of its environment. */
export const badArguments: Signature = {
  name: "bad-arguments",
  family: "release",
  explains: [
    {
      cause: "bad-arguments",
      evidence: [
        "the log's last lines: a flag, an argument or a variable is refused or missing",
        "it ends at once",
      ],
      repairs: ["RollBackRevision"],
    },
  ],
  diagnose(facts) {
    const ended = endedContainer(facts, ["crash", "failed"]);
    if (ended === undefined || ended.isKilledByProbe || ended.ranSeconds > AT_ONCE_SECONDS) return [];
    const argument = lastLine(ended.lines, ARGUMENTS);
    const variable = ENVIRONMENT.map((pattern) => lastLine(ended.lines, pattern)).find(
      (line) => line !== undefined,
    );
    const line = argument ?? variable;
    if (line === undefined) return [];
    const { container } = ended.trouble;
    const { namespace, kind, name } = facts.object;
    const isNamed = namesSetting(line, container?.spec);
    return [
      found("bad-arguments", {
        confidence: isNamed ? 0.88 : 0.78,
        sentence: `Container ${container?.name} of ${describeRef(facts.object)} refuses ${argument === undefined ? "its environment" : "its arguments"}: ${line.trim()}.`,
        support: troubleEvidence(facts, ended.trouble),
        advice: [
          {
            text:
              argument === undefined
                ? "Set the variable to what the program accepts"
                : "Correct the arguments",
            command: `kubectl edit -n ${namespace} ${kind.toLowerCase()}/${name}`,
          },
        ],
      }),
    ];
  },
};

/** The line names something that the container is really started with. */
function namesSetting(
  line: string,
  spec:
    | {
        command?: string[] | null | undefined;
        args?: string[] | null | undefined;
        env?: { name: string }[] | null | undefined;
      }
    | undefined,
): boolean {
  const words = [...(spec?.command ?? []), ...(spec?.args ?? [])].flatMap(
    (word) => word.replace(/^-+/, "").split("=")[0] ?? "",
  );
  const names = (spec?.env ?? []).map(({ name }) => name);
  return [...words, ...names].some((word) => word.length >= 2 && line.includes(word));
}
