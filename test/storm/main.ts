import { databasesOf, startDatabases } from "../scenarios/runner/databases.ts";
import { argsOf } from "../support/args-of.ts";
import { playStorm } from "./play-storm.ts";
import { stormRows, stormTable } from "./storm-table.ts";

const USAGE = `npm run storm [-- [NUMBER] OPTIONS]

So many workloads break at once, 500 by default and at least 32; six of them a little earlier, so that as many changes as may be are
in flight when the storm comes. Prints what it cost as a table, and as one JSON object in the last line.

  --rate N      seconds of the cluster in one second of the wall while it recovers (10)
  --minutes N   give up after so long (60)
`;
/** As the service has them by default: MAX_CHANGES_IN_FLIGHT and STORM_WORKLOADS. */
const BOUNDS = { inFlight: 5, stormWorkloads: 25 };
/** One more than may be changed at the same time. */
const BEFORE = { workloads: BOUNDS.inFlight + 1, changes: BOUNDS.inFlight };

const { values, positionals } = argsOf(USAGE, {
  allowPositionals: true,
  options: {
    rate: { type: "string", default: "10" },
    minutes: { type: "string", default: "60" },
    help: { type: "boolean" },
  },
});

const workloads = Number(positionals[0] ?? 500);
const isStorm = Number.isInteger(workloads) && workloads > BOUNDS.stormWorkloads + BEFORE.workloads;

if (values.help === true || !isStorm) {
  process.stdout.write(USAGE);
  process.exitCode = values.help === true ? 0 : 1;
} else process.exitCode = await run();

async function run(): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => stopping.abort(new Error(`ended by ${signal}`)));
  const { socketFolder, stop } = await startDatabases();
  const began = performance.now();
  const say = (line: string) =>
    void process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s: ${line}\n`);
  try {
    const { url } = await databasesOf(socketFolder)();
    const record = await playStorm({
      workloads,
      before: BEFORE,
      rate: Number(values.rate),
      databaseUrl: url,
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(Number(values.minutes) * 60_000)]),
      say,
      measuresStop: true,
    });
    const rows = stormRows(record, BOUNDS);
    const isHeld = rows.every((row) => row.isHeld !== false);
    process.stdout.write(`${stormTable(rows)}\n${JSON.stringify({ name: "storm", isHeld, ...record })}\n`);
    return isHeld ? 0 : 1;
  } finally {
    await stop();
  }
}
