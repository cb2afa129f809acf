import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import { readConfig } from "../config/config.ts";
import { cleanText } from "../core/clean-text.ts";
import { messageOf } from "../core/errors.ts";
import { openServiceApi, type ServiceApi } from "./incidents/service-api.ts";
import { tableLines } from "./policy/table-lines.ts";
import { withProgress } from "./progress.ts";
import type { Command, CommandContext } from "./run-command.ts";

const USAGE = `kube-autofix breakers list [-o table|json] [--url URL]
kube-autofix breakers lift ID [--by NAME] [--url URL]

list   what stops changes now, why and since when, and what stopped them before
lift   changes may be made again; what was counted until then opens it no second time

Asks the service that runs, over its API, as \`kube-autofix incidents\` does (SERVICE_URL, OPERATOR_TOKEN).

Exit code: 0 done · 1 it could not be done, the words say why · 2 not understood.
`;

const breakerSchema = z.looseObject({
  id: z.string(),
  breaker: z.string(),
  reason: z.string(),
  openedAt: z.string(),
  liftedAt: z.string().nullable(),
  liftedBy: z.string().nullable(),
});
const historySchema = z.looseObject({ open: z.array(breakerSchema), past: z.array(breakerSchema) });

export const breakersCommand: Command = {
  summary: "list what stops changes, and lift it",
  async run(args, context) {
    if (args.includes("--help")) {
      context.out.write(USAGE);
      return 0;
    }
    const asked = parse(args);
    if (asked === undefined) {
      context.err.write(USAGE);
      return 2;
    }
    try {
      await withProgress(context.err, "waiting for the service", done(asked, context));
      return 0;
    } catch (error) {
      context.err.write(`kube-autofix breakers ${asked.verb}: ${messageOf(error)}\n`);
      return 1;
    }
  },
};

type Asked = NonNullable<ReturnType<typeof parse>>;

async function done(asked: Asked, { env, out }: CommandContext): Promise<void> {
  const api = await openServiceApi(readConfig(env), { url: asked.url, fetch });
  if (asked.verb === "list") return list(api, asked.output, out);
  await api.post(`/breakers/${encodeURIComponent(asked.id)}/lift`, { by: asked.by });
  out.write("it is lifted: changes may be made again\n");
}

async function list(api: ServiceApi, output: string, out: NodeJS.WritableStream): Promise<void> {
  const answer = await api.get("/breakers");
  if (output === "json") return void out.write(`${JSON.stringify(answer, null, 2)}\n`);
  const { open, past } = historySchema.parse(answer);
  const rows = [...open, ...past].map(({ id, breaker, reason, openedAt, liftedAt, liftedBy }) => [
    id,
    breaker,
    liftedAt === null ? "open" : `lifted by ${liftedBy ?? "nobody known"}`,
    openedAt.slice(0, 16).replace("T", " "),
    reason,
  ]);
  // What a cluster is called may hold anything, and a terminal obeys.
  const table = [["ID", "BREAKER", "STATE", "SINCE", "WHY"], ...rows.map((row) => row.map(cleanText))];
  for (const line of tableLines(table)) out.write(`${line}\n`);
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        by: { type: "string" },
        output: { type: "string", short: "o", default: "table" },
        url: { type: "string" },
      },
    });
    const [verb, id = "", ...more] = positionals;
    const { output, url, by = userInfo().username } = values;
    const isList = verb === "list" && id === "" && ["table", "json"].includes(output);
    const isLift = verb === "lift" && id !== "";
    if (more.length > 0 || !(isList || isLift)) return undefined;
    return { verb, id, output, url, by };
  } catch {
    return undefined;
  }
}
