import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Config, readConfig } from "../config/config.ts";
import { knownTokens } from "../config/secrets.ts";
import type { Command } from "./run-command.ts";

const USAGE = `kube-autofix rollback INCIDENT --reason TEXT [--by NAME] [--url URL]

Asks the service that runs to undo the fix of an incident that is over. It plans to put back the values from before, where nobody
has changed them since; the plan is judged by the policy and carried out, or waits for a decision, as every other one.

--url  where the service is; http://127.0.0.1:PORT without it

Exit code: 0 planned · 1 not possible, the words say why · 2 not understood.
`;

const answerSchema = z.object({
  verdict: z.string(),
  rule: z.string(),
  plan: z.object({ sentence: z.string() }),
});
const refusalSchema = z.object({ error: z.object({ message: z.string() }) });
const REQUEST_MS = 30_000;

export const rollbackCommand: Command = {
  summary: "undo a fix that held, by the same road",
  async run(args, { env, out, err }) {
    const asked = parse(args);
    if (asked === undefined) {
      err.write(USAGE);
      return 2;
    }
    if (asked.help) {
      out.write(USAGE);
      return 0;
    }
    const config = readConfig(env);
    const { operator } = await knownTokens(config);
    if (operator === null)
      throw new Error(
        "the operator token is not known here: set OPERATOR_TOKEN, or run it with the service's DATA_DIR",
      );
    const response = await fetch(urlOf(config, asked), {
      method: "POST",
      headers: { Authorization: `Bearer ${operator}`, "Content-Type": "application/json" },
      body: JSON.stringify({ reason: asked.reason, by: asked.by }),
      redirect: "error",
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const body: unknown = await response.json().catch(() => null);
    const planned = response.ok ? answerSchema.safeParse(body).data : undefined;
    if (planned === undefined) {
      const told = refusalSchema.safeParse(body).data?.error.message;
      throw new Error(told ?? `the service answered ${response.status}`);
    }
    const next = planned.verdict === "auto" ? "it is carried out" : "it waits for a decision";
    out.write(`planned: ${planned.plan.sentence}\n${planned.verdict} by ${planned.rule}: ${next}\n`);
    return 0;
  },
};

interface Asked {
  incident: string;
  reason: string;
  by: string;
  url: string | undefined;
  help: boolean;
}

function urlOf({ http }: Config, { incident, url }: Asked): URL {
  const base = url ?? `http://127.0.0.1:${http.port}`;
  return new URL(`/api/v1/incidents/${encodeURIComponent(incident)}/undo`, base);
}

function parse(args: string[]): Asked | undefined {
  try {
    const options = {
      reason: { type: "string" },
      by: { type: "string" },
      url: { type: "string" },
      help: { type: "boolean" },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { url, by = userInfo().username, help = false } = values;
    const [incident = "", ...more] = positionals;
    const reason = values.reason?.trim() ?? "";
    const isWhole = incident !== "" && more.length === 0 && reason !== "";
    return help || isWhole ? { incident, reason, by, url, help } : undefined;
  } catch {
    return undefined;
  }
}
