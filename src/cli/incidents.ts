import { readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import { incidentVerb, planVerb } from "./incidents/decide.ts";
import { listVerb } from "./incidents/list.ts";
import { openServiceApi } from "./incidents/service-api.ts";
import { showVerb } from "./incidents/show.ts";
import type { IncidentVerb } from "./incidents/verb.ts";
import { withProgress } from "./progress.ts";
import { rollbackCommand } from "./rollback.ts";
import type { Command, CommandContext } from "./run-command.ts";

const VERBS: Readonly<Record<string, IncidentVerb>> = {
  list: listVerb,
  show: showVerb,
  approve: planVerb("approve"),
  reject: planVerb("reject"),
  "not-now": planVerb("not-now"),
  pause: incidentVerb("pause"),
  "take-over": incidentVerb("take-over"),
};

const UNDO = "undo INCIDENT --reason TEXT";

function usage(): string {
  const lines = [...Object.values(VERBS).map((verb) => verb.usage), UNDO];
  return `${lines.map((line) => `kube-autofix incidents ${line} [--url URL]`).join("\n")}

Asks the service that runs, over its API. SERVICE_URL, or --url, says where it is, this machine's PORT without them; OPERATOR_TOKEN lets
in, or the token of DATA_DIR; VIEWER_TOKEN to read. A plan is decided by its digest: what is carried out is what was shown.
With the name kubectl-autofix on the path, \`kubectl autofix list\` is the same.

Exit code: 0 done · 1 it could not be done, the words say why · 2 not understood.
`;
}

export const incidentsCommand: Command = {
  summary: "list, show, approve, reject, put off, pause and undo incidents",
  async run([name = "", ...args], context) {
    if (name === "--help" || args.includes("--help")) {
      context.out.write(usage());
      return 0;
    }
    // One road for both names: the words of an undoing are those of `rollback`.
    if (name === "undo") return rollbackCommand.run(args, context);
    const read = Object.hasOwn(VERBS, name) ? understood(VERBS[name], args) : undefined;
    if (read === undefined) {
      context.err.write(usage());
      return 2;
    }
    try {
      await withProgress(context.err, "waiting for the service", done(read, context));
      return 0;
    } catch (error) {
      context.err.write(`kube-autofix incidents ${name}: ${messageOf(error)}\n`);
      return 1;
    }
  },
};

type Read = NonNullable<ReturnType<IncidentVerb["read"]>>;

async function done({ url, run }: Read, context: CommandContext): Promise<void> {
  const config = readConfig(context.env);
  const api = await openServiceApi(config, { url, fetch });
  await run({ ...context, config, api, now: createClock().now() });
}

function understood(verb: IncidentVerb | undefined, args: string[]): Read | undefined {
  try {
    return verb?.read(args);
  } catch {
    return undefined;
  }
}
