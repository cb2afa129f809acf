import fc from "fast-check";
import { argsOf } from "../support/args-of.ts";
import { endOnSignal } from "../support/end-on-signal.ts";
import type { OpenTarget, Target } from "./target.ts";
import { TARGETS } from "./targets.ts";

const USAGE = `npm run fuzz [-- OPTIONS]

Gives each door what others could write, most of its structure kept and a few places changed. No crash, no 5xx but 503, and
no execution that takes over a second of processor time.

  --target NAME  ${TARGETS.map(({ name }) => name).join(", ")}; all where absent
  --runs N       executions a target (default 100000)
  --seed S       for the same inputs again; chosen and said where absent
`;

/** Of the processor: the machine may be busy with something else. */
const MOST_MS = 1_000;

endOnSignal();
const { values } = argsOf(USAGE, {
  options: {
    target: { type: "string" },
    runs: { type: "string", default: "100000" },
    seed: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) process.stdout.write(USAGE);
else process.exitCode = (await run()) ? 0 : 1;

async function run(): Promise<boolean> {
  const chosen = TARGETS.filter(({ name }) => values.target === undefined || values.target === name);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const numRuns = Number(values.runs);
  process.stdout.write("| target | executions | seed | seconds | slowest, ms of processor | found |\n");
  process.stdout.write("| --- | --- | --- | --- | --- | --- |\n");
  let isRight = chosen.length > 0;
  for (const target of chosen) isRight = (await fuzz(target, { seed, numRuns })) && isRight;
  return isRight;
}

async function fuzz({ name, open }: Target, { seed, numRuns }: { seed: number; numRuns: number }) {
  const opened: OpenTarget = await open();
  const since = performance.now();
  let slowestMs = 0;
  const property = fc.asyncProperty(opened.inputs, async (input) => {
    const before = process.cpuUsage();
    await opened.run(input);
    const { user, system } = process.cpuUsage(before);
    const tookMs = (user + system) / 1_000;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > MOST_MS) throw new Error(`took ${Math.round(tookMs)} ms`);
  });
  const found = await fc.check(property, { seed, numRuns });
  await opened.close();
  const seconds = Math.round((performance.now() - since) / 1_000);
  const failure = found.failed ? fc.defaultReportMessage(found) : undefined;
  const cells = [
    name,
    found.numRuns,
    seed,
    seconds,
    Math.round(slowestMs),
    failure === undefined ? "nothing" : "below",
  ];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
  if (failure !== undefined) process.stdout.write(`${failure.slice(0, 4_000)}\n`);
  return failure === undefined;
}
