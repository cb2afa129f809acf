import { randomBytes } from "node:crypto";
import type { Bench, BenchOptions } from "../bench.ts";
import { type Row, type Run, rowOf, runOf } from "../measure.ts";
import { percentile99 } from "../percentile.ts";
import { CROWD_GOALS, crowdRows } from "./crowd-rows.ts";
import { type IngestServer, startIngestServer } from "./ingest-server.ts";
import { createRequestTemplate } from "./payload-template.ts";

const CASES = [
  { name: "1 alert a payload", alerts: 1, goal: "at least 0.7" },
  { name: "100 alerts a payload", alerts: 100, goal: "at least 0.5" },
] as const;
const ACKNOWLEDGED = { name: "99 of 100 acknowledged within", goal: "at most 3" };
const WEBHOOKS = 200;
const RUN_MS = 2_000;
const WARM_UP_MS = 2_000;
const TINY_MS = 50;

type Options = Pick<BenchOptions, "repeats" | "isTiny" | "note"> & { token: string };

/** Payloads a second of the webhook on 20 kept connections; every alert has a fingerprint of its own. */
export const ingestBench: Bench = {
  summary: "durable ingest, against the same server with a store that does nothing",
  goals: {
    ...Object.fromEntries([...CASES, ACKNOWLEDGED].map(({ name, goal }) => [name, goal])),
    ...CROWD_GOALS,
  },
  async run({ repeats, isTiny, note }) {
    const options = { token: randomBytes(16).toString("hex"), repeats, isTiny, note };
    return { name: "ingest", rows: [...(await throughputRows(options)), ...(await crowdRows(options))] };
  },
};

async function throughputRows({ token, repeats, isTiny, note }: Options): Promise<Row[]> {
  const durable = await startIngestServer("durable", token);
  const nothing = await startIngestServer("nothing", token);
  try {
    const rows: Row[] = [];
    for (const [index, { name, alerts }] of CASES.entries()) {
      const template = createRequestTemplate({ alerts, token, seed: index + 1 });
      const on = (server: IngestServer, ms: number) => server.throughput(template, isTiny ? TINY_MS : ms);
      await on(durable, WARM_UP_MS);
      await on(nothing, WARM_UP_MS);
      const runs: Run[] = [];
      for (let run = 0; run < repeats; run += 1) {
        // In turns, so that neither side always comes first.
        const isOursFirst = run % 2 === 0;
        const first = await on(isOursFirst ? durable : nothing, RUN_MS);
        const second = await on(isOursFirst ? nothing : durable, RUN_MS);
        const [ours, baseline] = isOursFirst ? [first, second] : [second, first];
        note(`${name}: ours ${ours.toFixed(0)}, with no store ${baseline.toFixed(0)} payloads/s`);
        runs.push(runOf(ours, baseline));
      }
      rows.push(rowOf(name, "payloads/s", runs));
    }
    rows.push(await acknowledged(durable, { token, repeats, isTiny, note }));
    return rows;
  } finally {
    await nothing.stop();
    await durable.stop();
  }
}

/** One sender that waits for each acknowledgement: beside the storm of 20 others, against alone on the same server. */
async function acknowledged(server: IngestServer, { token, repeats, isTiny, note }: Options): Promise<Row> {
  const [own, storm] = [101, 102].map((seed) => createRequestTemplate({ alerts: 1, token, seed }));
  if (own === undefined || storm === undefined) throw new Error("two templates were asked for");
  const count = isTiny ? 5 : WEBHOOKS;
  const alone = async () => percentile99(await server.acknowledge(own, count));
  const inStorm = async () => percentile99(await server.acknowledgeInStorm(own, storm, count));
  await alone();
  await inStorm();
  const runs: Run[] = [];
  for (let run = 0; run < repeats; run += 1) {
    // In turns, so that neither side always comes first.
    const before = run % 2 === 0 ? await alone() : undefined;
    const ours = await inStorm();
    const baseline = before ?? (await alone());
    note(`${ACKNOWLEDGED.name}: ${ours.toFixed(1)} ms in a storm, ${baseline.toFixed(1)} ms alone`);
    runs.push(runOf(ours, baseline));
  }
  return rowOf(ACKNOWLEDGED.name, "ms", runs);
}
