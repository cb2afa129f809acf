import { parseArgs } from "node:util";
import { agentsBench } from "./agents/agents-bench.ts";
import type { Bench } from "./bench.ts";
import { callbackBench } from "./callback/callback-bench.ts";
import { diagnosisBench } from "./diagnosis/diagnosis-bench.ts";
import { ingestBench } from "./ingest/ingest-bench.ts";
import { tableOf } from "./measure.ts";
import { pagesBench } from "./pages/pages-bench.ts";
import { roadBench } from "./road/road-bench.ts";

const BENCHES: Readonly<Record<string, Bench>> = {
  road: roadBench,
  ingest: ingestBench,
  diagnosis: diagnosisBench,
  callback: callbackBench,
  pages: pagesBench,
  agents: agentsBench,
};
const LEAST_REPEATS = 5;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: "string", default: "9" },
    tiny: { type: "boolean", default: false },
    "audit-log": { type: "string" },
  },
});
const [name = ""] = positionals;
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
const repeats = Number(values.repeats);
const isCount = Number.isInteger(repeats) && repeats >= LEAST_REPEATS;

if (bench === undefined || !(isCount || values.tiny)) {
  const known = Object.entries(BENCHES).map(([key, { summary }]) => `  ${key.padEnd(11)}${summary}`);
  process.stderr.write(
    `npm run bench -- NAME [--repeats N] [--tiny] [--audit-log FILE]\n\n${known.join("\n")}\n\nN is at least ${LEAST_REPEATS}.\n`,
  );
  process.exitCode = 2;
} else {
  const { KUBECONFIG: kubeconfig } = process.env;
  const auditLog = values["audit-log"];
  const result = await bench.run({
    repeats: values.tiny ? 1 : repeats,
    isTiny: values.tiny,
    ...(auditLog !== undefined && { auditLog }),
    ...(kubeconfig !== undefined && kubeconfig !== "" && { kubeconfig }),
    note: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${tableOf(result, bench.goals)}\n\n${JSON.stringify(result)}\n`);
}
