import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Bench } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";

const PODS = { full: 10_000, tiny: 600 };
const CHANGES_PER_SECOND = 100;
const SECONDS = { full: 10, tiny: 1 };
const CASES = {
  peakMegabytes: { name: "memory above idle, at most", unit: "MB", goal: "250 MB" },
  keptMegabytes: { name: "memory kept", unit: "MB", goal: "" },
  listCpuMs: { name: "processor time of the lists", unit: "ms", goal: "" },
  watchCpuMsPerSecond: { name: "processor time of a second", unit: "ms", goal: "" },
} as const;
type Measure = keyof typeof CASES;
const MEASURES = Object.keys(CASES) as Measure[];

const readySchema = z.object({ kind: z.literal("ready"), url: z.string() });
const logSchema = z.object({
  requests: z.array(
    z.object({ path: z.string(), query: z.record(z.string(), z.string()), userAgent: z.string() }),
  ),
});
const measuredSchema = z.object({
  listCpuMs: z.number(),
  watchCpuMsPerSecond: z.number(),
  peakMegabytes: z.number(),
  keptMegabytes: z.number(),
});

/** The service's watch of a large cluster against one that reads the same and does nothing with it, at the same time. */
export const watchBench: Bench = {
  summary: "watching 10,000 pods and 100 changes a second, against a bare watch by the same client",
  goals: Object.fromEntries(MEASURES.map((measure) => [CASES[measure].name, CASES[measure].goal])),
  async run({ repeats, isTiny, note }) {
    const size = isTiny ? "tiny" : "full";
    const api = await start("crowd-api-process.ts", [PODS[size], CHANGES_PER_SECOND]);
    const { url } = readySchema.parse(api.first);
    const runs: Record<Measure, Run[]> = {
      peakMegabytes: [],
      keptMegabytes: [],
      listCpuMs: [],
      watchCpuMsPerSecond: [],
    };
    try {
      for (let run = 0; run < repeats; run += 1) {
        const sides = run % 2 === 0 ? (["ours", "bare"] as const) : (["bare", "ours"] as const);
        const measured = await Promise.all(
          sides.map(async (side) => {
            const watcher = await start("watcher-process.ts", [side, url, SECONDS[size]]);
            await watcher.ended;
            return [side, measuredSchema.parse(watcher.first)] as const;
          }),
        );
        const { ours, bare } = Object.fromEntries(measured);
        if (ours === undefined || bare === undefined) throw new Error("a watcher told nothing");
        for (const measure of MEASURES)
          runs[measure].push(runOf(positive(ours[measure]), positive(bare[measure])));
        note(
          MEASURES.map(
            (measure) => `${measure} ${ours[measure].toFixed(1)} to ${bare[measure].toFixed(1)}`,
          ).join(", "),
        );
      }
      await refuseOtherRequests(api.process);
      return {
        name: "watch",
        rows: MEASURES.map((measure) => rowOf(CASES[measure].name, CASES[measure].unit, runs[measure])),
      };
    } finally {
      api.process.disconnect();
      await api.ended;
    }
  },
};

/** What a collection left less of than there was before is nothing. */
const positive = (value: number) => Math.max(value, 0.01);

async function start(script: string, args: readonly (string | number)[]) {
  const process = fork(fileURLToPath(new URL(script, import.meta.url)), args.map(String), {
    execArgv: ["--expose-gc"],
  });
  const ended = once(process, "exit");
  const [first] = await Promise.race([once(process, "message"), ended]);
  return { process, first: first as unknown, ended };
}

/** Each request must have been sent as often by both sides: once a run, but for the position of a list's next page. */
async function refuseOtherRequests(api: ChildProcess): Promise<void> {
  const answer = once(api, "message");
  api.send("log");
  const [message] = await answer;
  const counts = new Map<string, number>();
  for (const { path, query } of logSchema.parse(message).requests) {
    const { continue: page, resourceVersion: _position, ...rest } = query;
    const key = `${path}?${new URLSearchParams(rest)}${page === undefined ? "" : "&continue"}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const odd = [...counts].filter(([, count]) => count % 2 !== 0).map(([key]) => key);
  if (odd.length > 0) throw new Error(`only one of the two asked for ${odd.join(", ")}`);
}
