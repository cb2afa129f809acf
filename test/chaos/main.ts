import { given } from "../../src/core/given.ts";
import { withAlteredCopy } from "../support/altered-copy.ts";
import { argsOf } from "../support/args-of.ts";
import { endOnSignal } from "../support/end-on-signal.ts";
import { faultsOf } from "./faults/catalogue.ts";
import { SHAPES } from "./incidents/shapes.ts";
import { PARTS, PLANTED } from "./planted.ts";
import { type ChaosRecord, playChaos } from "./play-chaos.ts";
import { faultsIn, findingsIn, tableOf } from "./table.ts";

const USAGE = `npm run chaos [-- OPTIONS]

Problems of which the right end is known, while the service, PostgreSQL and the API server are killed, networks are cut, slow
or half open, clocks jump, disks are slow or full, and others answer wrongly or not at all. When the faults are over and all
has come to rest, a checker that reads the API server's log and the database says what does not hold.

  --minutes N   how long things break (10; with a bug planted 1)
  --seed S      other problems and other faults (1)
  --replicas N  of the service (2)
  --every MS    of wall time from one fault to the next (1500)
  --rate N      seconds of the cluster in one of the wall (20)
  --planted NAME  of a build with a bug that must be found: ${Object.keys(PLANTED).join(", ")}
  --keep DIR    where the logs and rows of the run are left
  --json        the last line is one JSON object
`;

endOnSignal();
const { values } = argsOf(USAGE, {
  options: {
    minutes: { type: "string" },
    seed: { type: "string", default: "1" },
    replicas: { type: "string", default: "2" },
    every: { type: "string", default: "1500" },
    rate: { type: "string", default: "20" },
    planted: { type: "string" },
    keep: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean" },
  },
});
if (values.help) process.stdout.write(USAGE);
else process.exitCode = (await runAsAsked()) ? 0 : 1;

async function runAsAsked(): Promise<boolean> {
  if (values.planted === undefined) return findingsIn(await run()) === 0;
  const planted = PLANTED[values.planted];
  if (planted === undefined) throw new Error(`no bug is called ${values.planted}`);
  const { edits, rule, shapes } = planted;
  const record = await withAlteredCopy({ edits, parts: PARTS }, (root) => run({ root, shapes }));
  const isFound = (record.findings.get(rule) ?? []).length > 0;
  process.stdout.write(`\n${values.planted} was ${isFound ? "found" : "NOT FOUND"}: ${rule}\n`);
  return isFound;
}

async function run(of: { root?: string; shapes?: readonly string[] | undefined } = {}): Promise<ChaosRecord> {
  const { root, shapes = SHAPES } = of;
  const minutes = Number(values.minutes ?? (root === undefined ? 10 : 1));
  const began = performance.now();
  const goesOn = (_count: number, elapsedMs: number) => elapsedMs < minutes * 60_000;
  const record = await playChaos({
    ...{ seed: Number(values.seed), replicas: Number(values.replicas), rate: Number(values.rate) },
    ...{ soakSeconds: 60, shapes, together: 3, faultEveryMs: Number(values.every), restMs: 900_000 },
    ...{ smallDisk: true, calmSeconds: 240, faults: faultsOf },
    goesOn: { incidents: goesOn, faults: goesOn },
    ...given("root", root),
    ...(values.keep !== undefined && { keep: values.keep }),
    note: (line) => {
      const seconds = Math.round((performance.now() - began) / 1_000);
      process.stderr.write(`${String(seconds).padStart(5)} s  ${line}\n`);
    },
  });
  process.stdout.write(`${tableOf(record)}\n`);
  const { seed, problems, faults, findings } = record;
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ name: "chaos", seed, problems, faults: faultsIn(record), byFault: Object.fromEntries(faults), findings: Object.fromEntries(findings) })}\n`,
    );
  return record;
}
