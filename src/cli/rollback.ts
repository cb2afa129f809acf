import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import { readConfig } from "../config/config.ts";
import { createAskedCommand } from "./asked-command.ts";
import { openServiceApi } from "./incidents/service-api.ts";
import { withProgress } from "./progress.ts";

const USAGE = `kube-autofix rollback INCIDENT --reason TEXT [--by NAME] [--url URL]

Asks the service that runs to undo the fix of an incident that is over. It plans to put back the values from before, where nobody
has changed them since; the plan is judged by the policy and carried out, or waits for a decision, as every other one.

--url  where the service is; SERVICE_URL without it, else this machine's PORT

Exit code: 0 planned · 1 not possible, the words say why · 2 not understood.
`;

const answerSchema = z.object({
  verdict: z.string(),
  rule: z.string(),
  plan: z.object({ sentence: z.string() }),
});

export const rollbackCommand = createAskedCommand({
  summary: "undo a fix that held, by the same road",
  usage: USAGE,
  parse,
  async run(asked, { env, out, err }) {
    const config = readConfig(env);
    const api = await openServiceApi(config, { url: asked.url, fetch });
    const path = `/incidents/${encodeURIComponent(asked.incident)}/undo`;
    const posted = api.post(path, { reason: asked.reason, by: asked.by });
    const planned = answerSchema.parse(await withProgress(err, "waiting for the service", posted));
    const next = planned.verdict === "auto" ? "it is carried out" : "it waits for a decision";
    out.write(`planned: ${planned.plan.sentence}\n${planned.verdict} by ${planned.rule}: ${next}\n`);
    return 0;
  },
});

interface Asked {
  incident: string;
  reason: string;
  by: string;
  url: string | undefined;
  help: boolean;
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
