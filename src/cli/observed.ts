import { parseArgs } from "node:util";
import { createClock } from "../core/clock.ts";
import {
  type Observed,
  type ObservedSum,
  readObserved,
  sumObserved,
} from "../incidents/experience/observed-report.ts";
import { createAskedCommand } from "./asked-command.ts";
import { withDatabase } from "./audit/with-database.ts";
import { writeLine } from "./audit/write-line.ts";

const USAGE = `kube-autofix observed [--days N] [-o text|json]

What was only observed (autonomy "observe") in the last N days, 30 without it: what would have been done, and whether it would have
been right. Judged by the cluster afterwards: the fault went away by itself, somebody made the same change or another one,
or it goes on. It teaches experience nothing: an observed change was never tried.

Exit code: 0 done · 1 it could not be done · 2 not understood.
`;

const DAY_MS = 24 * 3600_000;
const MOST_DAYS = 3650;

export const observedCommand = createAskedCommand({
  summary: "what observing would have done, and whether it would have been right",
  usage: USAGE,
  parse,
  async run(asked, { env, out, err }) {
    const since = new Date(createClock().now().getTime() - asked.days * DAY_MS);
    const incidents = await withDatabase({ env, err }, (db) => readObserved(db, since));
    const sums = sumObserved(incidents);
    const lines = asked.isJson
      ? [JSON.stringify({ days: asked.days, sums, incidents }, null, 2)]
      : observedLines(asked.days, { sums, incidents });
    for (const line of lines) await writeLine(out, line);
    return 0;
  },
});

/** For a terminal. Pure. */
export function observedLines(
  days: number,
  { sums, incidents }: { sums: readonly ObservedSum[]; incidents: readonly Observed[] },
): string[] {
  if (incidents.length === 0) return [`nothing was observed in the last ${days} days`];
  return [
    ...sums.flatMap(({ cause, action, observed, ends }) => [
      `${cause}, ${action}: observed ${observed}`,
      `  right as far as seen: ${ends["same-change-helped"]} (somebody made the same change, and it helped)`,
      `  not needed: ${ends["went-away"]} · other change: ${ends["other-change"]} · same change in vain: ${ends["same-change-did-not-help"]}`,
      `  goes on: ${ends["goes-on"]} · object gone: ${ends["object-gone"]} · not judged yet: ${ends["not-judged-yet"]}`,
    ]),
    "",
    ...incidents.map(
      ({ incidentId, observedAt, sentence, verdict, rule, isDryRun, end }) =>
        `${observedAt}  ${incidentId}  ${verdict} by ${rule}${isDryRun ? ", dry run" : ""}: ${sentence} -> ${end}`,
    ),
  ];
}

function parse(args: string[]): { days: number; isJson: boolean; help: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        days: { type: "string", default: "30" },
        output: { type: "string", short: "o", default: "text" },
        help: { type: "boolean", default: false },
      },
    });
    const days = /^\d{1,4}$/.test(values.days) ? Number(values.days) : 0;
    const isKnown = values.output === "text" || values.output === "json";
    if (!isKnown || days < 1 || days > MOST_DAYS) return undefined;
    return { days, isJson: values.output === "json", help: values.help };
  } catch {
    return undefined;
  }
}
