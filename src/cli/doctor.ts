import { parseArgs } from "node:util";
import { type Config, ConfigError, readConfig } from "../config/config.ts";
import { isGiven } from "../config/read-environment.ts";
import { secretValues } from "../config/secret-values.ts";
import { createClock } from "../core/clock.ts";
import { ALERTMANAGER_BOUND_MS } from "../doctor/checks/alertmanager.ts";
import { chooseChecks } from "../doctor/choose-checks.ts";
import { openDoctor } from "../doctor/open-doctor.ts";
import { overallOf } from "../doctor/overall.ts";
import { type CheckLine, runChecks } from "../doctor/run-checks.ts";
import { type Paint, paintFor } from "./colours.ts";
import { checkText } from "./doctor/check-text.ts";
import { withProgress } from "./progress.ts";
import type { Command, CommandContext } from "./run-command.ts";

const USAGE = `kube-autofix doctor [--only CHECK]... [--strict] [--json] [--feishu-card] [--test-alert]

Looks at everything that the service stands on, with the same environment, and says in a line each whether it is well and
what to do where it is not. It changes nothing. A model is asked one short question, and the web is searched once.

--only CHECK   this check alone, with those that it needs; may be given several times
--strict       warnings fail, too
--json         one JSON object in place of lines
--feishu-card  sends a card through each configured bot
--test-alert   sends an alert through ALERTMANAGER_URL, else straight to the webhook, and waits until it has arrived; it is
               known as a test and opens nothing

Exit code: 0 nothing fails · 1 something does · 2 not understood.
`;

const BOUND_MS = 30_000;

export const doctorCommand: Command = {
  summary: "say what is well, what is not, and what to do",
  async run(args, context) {
    const asked = parse(args);
    if (asked === undefined || asked.help) {
      (asked === undefined ? context.err : context.out).write(USAGE);
      return asked === undefined ? 2 : 0;
    }
    const paint = paintFor(context.out, context.env);
    const show = (line: CheckLine) => void (asked.json || context.out.write(checkText(line, paint)));
    const lines = await examine(asked, context, show);
    const overall = overallOf(lines, { isStrict: asked.strict });
    const { failures, warnings, exitCode } = overall;
    if (asked.json)
      context.out.write(
        `${JSON.stringify({ ok: exitCode === 0, failures, warnings, checks: lines }, null, 2)}\n`,
      );
    else context.out.write(sumText({ failures, warnings }, paint));
    return exitCode;
  },
};

interface Asked {
  only: readonly string[];
  strict: boolean;
  json: boolean;
  help: boolean;
  feishuCard: boolean;
  testAlert: boolean;
}

async function examine(
  { only, feishuCard, testAlert }: Asked,
  { env, err }: CommandContext,
  show: (line: CheckLine) => void,
): Promise<CheckLine[]> {
  const config = configOf(env);
  const lines: CheckLine[] = [];
  const keep = (more: readonly CheckLine[]) => {
    lines.push(...more);
    more.forEach(show);
  };
  if ("unusable" in config) {
    keep(config.unusable);
    return lines;
  }
  const secrets = secretValues(env);
  const doctor = await openDoctor(config.config, {
    asked: { testAlert, feishuCard },
    clock: createClock(),
    fetch,
    isGiven: (name) => isGiven(env, name),
  });
  try {
    const answers = runChecks(chooseChecks(doctor.checks, only), {
      boundMs: (name) => (name === "alertmanager" ? ALERTMANAGER_BOUND_MS : BOUND_MS),
      hide: (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, "[redacted]"), text),
      signal: new AbortController().signal,
    });
    for (;;) {
      const next = await withProgress(err, "still looking", answers.next());
      if (next.done === true) return lines;
      keep(next.value);
    }
  } finally {
    await doctor.close();
  }
}

function configOf(env: NodeJS.ProcessEnv): { config: Config } | { unusable: CheckLine[] } {
  try {
    return { config: readConfig(env) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = "docs/environment.md lists every variable; nothing else can be looked at before";
    const name = "configuration";
    return { unusable: error.problems.map((detail) => ({ name, status: "failure", detail, remedy })) };
  }
}

function sumText({ failures, warnings }: { failures: number; warnings: number }, paint: Paint): string {
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? "" : "s"}`;
  const text = `${count(failures, "failure")}, ${count(warnings, "warning")}`;
  return `${paint(failures > 0 ? "red" : warnings > 0 ? "yellow" : "green", text)}\n`;
}

function parse(args: string[]): Asked | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: "string", multiple: true, default: [] },
        strict: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        "feishu-card": { type: "boolean", default: false },
        "test-alert": { type: "boolean", default: false },
      },
    });
    return { ...values, feishuCard: values["feishu-card"], testAlert: values["test-alert"] };
  } catch {
    return undefined;
  }
}
