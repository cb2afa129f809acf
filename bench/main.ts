import { argsOf } from "../test/support/args-of.ts";
import { endOnSignal } from "../test/support/end-on-signal.ts";
import { BENCHES } from "./benches.ts";
import { tableOf } from "./measure.ts";
import { runAll } from "./run-all.ts";

const LEAST_REPEATS = 5;
const REPEATS = 9;
const USAGE = "npm run bench -- NAME|all [--repeats N] [--tiny] [--rows N] [--audit-log FILE]\n";

const { positionals, values } = argsOf(USAGE, {
  allowPositionals: true,
  options: {
    repeats: { type: "string" },
    tiny: { type: "boolean", default: false },
    rows: { type: "string" },
    "audit-log": { type: "string" },
  },
});
const [name = ""] = positionals;
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
const repeats = Number(values.repeats ?? bench?.repeats ?? REPEATS);
const isCount = Number.isInteger(repeats) && repeats >= LEAST_REPEATS;
const { "audit-log": auditLog, rows } = values;
const isKnown = (bench !== undefined || name === "all") && (rows === undefined || Number(rows) >= 1_000);

if (!isKnown || !(isCount || values.tiny)) {
  const known = Object.entries(BENCHES).map(([key, { summary }]) => `  ${key.padEnd(11)}${summary}`);
  process.stderr.write(`${USAGE}\n${known.join("\n")}\n\nN is at least ${LEAST_REPEATS}; of rows 1,000.\n`);
  process.exitCode = 2;
} else if (bench === undefined) {
  process.exitCode = await runAll(Object.keys(BENCHES), process.argv.slice(2));
} else {
  const { KUBECONFIG: kubeconfig } = process.env;
  const stopping = new AbortController();
  endOnSignal(stopping);
  const result = await bench.run({
    repeats: values.tiny ? 1 : repeats,
    isTiny: values.tiny,
    ...(rows !== undefined && { rows: Number(rows) }),
    ...(auditLog !== undefined && { auditLog }),
    ...(kubeconfig !== undefined && kubeconfig !== "" && { kubeconfig }),
    signal: stopping.signal,
    note: (line) => void process.stderr.write(`${line}\n`),
  });
  const { notMeasured, ...told } = result;
  const table = notMeasured === undefined ? tableOf(told, bench.goals) : `not measured: ${notMeasured}`;
  process.stdout.write(`${table}\n\n${JSON.stringify(told)}\n`);
}
