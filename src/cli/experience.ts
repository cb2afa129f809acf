import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createClock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import { CAUSE_NAMES, type Cause } from "../domain/cause.ts";
import { readFigures } from "../incidents/experience/figures.ts";
import { parseLessons } from "../incidents/experience/lesson-lines.ts";
import {
  exportLessons,
  type Forgotten,
  forgetLessons,
  importLessons,
} from "../incidents/experience/move-lessons.ts";
import { withDatabase } from "./audit/with-database.ts";
import { writeLine } from "./audit/write-line.ts";
import { figureLines } from "./figure-lines.ts";
import type { Command } from "./run-command.ts";

const USAGE = `kube-autofix experience show [--cause CAUSE]
kube-autofix experience export
kube-autofix experience import FILE
kube-autofix experience forget [--workload KIND/NAMESPACE/NAME] [--namespace NAME] [--cause CAUSE] [--all]

show     prints for each cause and action how often it held, and how often it holds at least (95 % sure, recent tries
         counting most): what there is to know before a rule lets more happen without a person
export   prints what was learned as JSON Lines, with a version, and a last line that counts them
import   takes an export: all of it or, where a line is not understood, nothing. What this service learned itself
         stays, and so does what is newer. /dev/stdin reads it from a pipe
forget   deletes what matches every given option, with what people said of those incidents

Exit code: 0 done · 1 it could not be done · 2 not understood.
`;

export const experienceCommand: Command = {
  summary: "show, export, import or forget what outcomes taught",
  async run(args, { env, out, err }) {
    const asked = parse(args);
    if (asked === undefined) {
      err.write(USAGE);
      return 2;
    }
    const { verb, file, forgotten } = asked;
    const now = () => createClock().now();
    if (verb === "help") out.write(USAGE);
    if (verb === "show") {
      const cause = forgotten.cause as Cause | undefined;
      const figures = await withDatabase({ env, err }, (db) =>
        readFigures(db, { ...given("cause", cause), at: now() }),
      );
      for (const line of figureLines(figures)) await writeLine(out, line);
    }
    if (verb === "export")
      await withDatabase({ env, err }, async (db) => {
        for await (const line of exportLessons(db, now())) await writeLine(out, JSON.stringify(line));
      });
    if (verb === "import") {
      const lessons = parseLessons(await readFile(file, "utf8"), now());
      const { taken, kept } = await withDatabase({ env, err }, (db) => importLessons(db, lessons));
      out.write(`${taken} lessons were imported; ${kept} were known already\n`);
    }
    if (verb === "forget") {
      const { lessons, answers } = await withDatabase({ env, err }, (db) => forgetLessons(db, forgotten));
      out.write(`${lessons} lessons and ${answers} answers are forgotten\n`);
    }
    return 0;
  },
};

interface Asked {
  verb: "show" | "export" | "import" | "forget" | "help";
  file: string;
  forgotten: Forgotten;
}

/** Undefined for what is not understood. To forget everything must be said. */
function parse(args: string[]): Asked | undefined {
  const parsed = parsedOrNothing(args);
  if (parsed === undefined) return undefined;
  const { values, positionals } = parsed;
  const { help, all, ...forgotten } = values;
  if (help === true) return { verb: "help", file: "", forgotten: {} };
  const [verb, file = "", ...more] = positionals;
  const isNarrowed = Object.keys(forgotten).length > 0;
  if (more.length > 0) return undefined;
  if (verb === "export" && file === "" && !isNarrowed && all !== true) return { verb, file, forgotten };
  if (verb === "import" && file !== "" && !isNarrowed && all !== true) return { verb, file, forgotten };
  const { cause } = forgotten;
  if (cause !== undefined && !CAUSE_NAMES.some((one) => one === cause)) return undefined;
  const { workload } = forgotten;
  if (workload !== undefined && workload.split("/").length !== 3) return undefined;
  const isOfCause = workload === undefined && forgotten.namespace === undefined && all !== true;
  if (verb === "show" && file === "" && isOfCause) return { verb, file, forgotten };
  if (verb === "forget" && file === "" && isNarrowed !== (all === true)) return { verb, file, forgotten };
  return undefined;
}

function parsedOrNothing(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        workload: { type: "string" },
        namespace: { type: "string" },
        cause: { type: "string" },
        all: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch {
    return undefined;
  }
}
