import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import type { LogTemplates, RestartIntervals } from "../../src/sandbox/analyses/analysis-results.ts";
import { type AnalysisName, runAnalysis } from "../../src/sandbox/analyses/run-analysis.ts";
import { analysedAll } from "./analysed-all.ts";
import { openSandbox } from "./sandbox-room.ts";

const { runner } = openSandbox();
afterAll(() => runner.close());

const overAll = <T>(name: AnalysisName, inputs: readonly Json[]) => analysedAll<T>(runner, name, inputs);

const SLOW_MACHINE_MS = 300_000;

interface Case {
  name: string;
  input: Json;
  expected: object;
}

/** All cases in one run of the analysis, and a test for each. */
function eachAnswers(analysis: AnalysisName, cases: readonly Case[]): void {
  let results: unknown[] = [];
  beforeAll(async () => {
    results = await overAll<unknown>(
      analysis,
      cases.map(({ input }) => input),
    );
  }, SLOW_MACHINE_MS);

  test.each(cases.map(({ name, expected }, index) => ({ name, expected, index })))(
    "$name",
    ({ expected, index }) => {
      expect(results[index]).toMatchObject(expected);
    },
  );
}
const MIB = 1024 * 1024;

/** Deterministic noise between -1 and 1. */
const noise = (index: number) => ((index * 7919) % 101) / 50 - 1;
const series = (count: number, bytesAt: (seconds: number) => number) =>
  Array.from({ length: count }, (_, index) => [
    index * 5,
    Math.round(bytesAt(index * 5) + noise(index) * MIB),
  ]);
const memory = (limitMebibytes: number | null, ...runs: number[][][]) => ({
  limitBytes: limitMebibytes === null ? null : limitMebibytes * MIB,
  series: runs.map((points, index) => ({ id: `run-${index}`, points })),
});

describe("memory trend", () => {
  const rate = (mebibytes: number) => (seconds: number) => (32 + mebibytes * seconds) * MIB;
  const cases: Case[] = [
    ...[0.5, 1, 3].map((perSecond) => ({
      name: `a leak of ${perSecond} MiB/s`,
      input: memory(600, series(40, rate(perSecond))),
      expected: {
        verdict: "leak",
        bytesPerSecond: expect.closeTo(perSecond * MIB, -5),
        secondsToLimit: expect.closeTo((600 - 32 - 195 * perSecond) / perSecond, -2),
        recommendedLimitBytes: null,
      },
    })),
    {
      name: "a leak over three runs is surer",
      input: memory(128, ...[1, 2, 3].map(() => series(20, rate(1)))),
      expected: { verdict: "leak", runs: 3, samples: 60, confidence: 0.95 },
    },
    {
      name: "a plateau that no limit cut off gets a quarter of head room",
      input: memory(
        512,
        series(40, (seconds) => Math.min(200, 20 + 10 * seconds) * MIB),
      ),
      expected: {
        verdict: "plateau",
        secondsToLimit: null,
        recommendedLimitBytes: expect.closeTo(251 * MIB, -7),
      },
    },
    {
      name: "a spike up to the limit is no leak, and has no known size",
      input: memory(
        128,
        series(20, (seconds) => (seconds < 60 ? 32 : 122) * MIB),
      ),
      expected: { verdict: "spike", secondsToLimit: null, recommendedLimitBytes: null },
    },
    {
      name: "a slow rise that ends is no leak",
      input: memory(
        null,
        series(60, (seconds) => (200 - 170 * Math.exp(-seconds / 40)) * MIB),
      ),
      expected: { verdict: expect.stringMatching(/plateau|unclear/), secondsToLimit: null },
    },
    {
      name: "too few samples",
      input: memory(128, series(5, rate(1))),
      expected: { verdict: "too-few-samples", confidence: 0 },
    },
    { name: "no sample at all", input: memory(128), expected: { verdict: "too-few-samples", samples: 0 } },
  ];
  eachAnswers("memory-trend", cases);
});

describe("probe timing", () => {
  const log = (from: number, to: number, total: number) => [
    "09:00:00 starting",
    ...Array.from(
      { length: to - from },
      (_, index) =>
        `09:00:${String(from + index).padStart(2, "0")} restored ${(from + index) * 10} of ${total} segments`,
    ),
  ];
  const runs = (ranSeconds: number, ...logs: string[][]) => ({
    ready: [],
    periodSeconds: 5,
    runs: logs.map((lines) => ({ ranSeconds, lines })),
  });
  const cases: Case[] = [
    {
      name: "a measured start counts before what a log tells",
      input: { ...runs(50, log(1, 50, 4200)), ready: [12.2, 40.5] },
      expected: {
        verdict: "slow-start",
        startSeconds: 41,
        from: "measured",
        startupProbe: { periodSeconds: 5, failureThreshold: 17 },
      },
    },
    {
      name: "progress with times",
      input: runs(55, log(1, 50, 4200)),
      expected: {
        verdict: "slow-start",
        startSeconds: 420,
        from: "progress",
        startupProbe: { periodSeconds: 5, failureThreshold: 168 },
        initialDelaySeconds: 420,
      },
    },
    {
      name: "progress without times is laid over the run",
      input: runs(60, ["indexed 10%", "indexed 20%", "indexed 30%"]),
      expected: { verdict: "slow-start", startSeconds: 200 },
    },
    {
      name: "what stands still at the same point each time is dead",
      input: runs(
        120,
        ...[1, 2].map(() => ["09:00:00 start", "09:00:01 10 %", "09:00:02 20 %", "09:00:03 30 %"]),
      ),
      expected: { verdict: "dead", startSeconds: null, startupProbe: null },
    },
    {
      name: "what stood still once may only have been slow",
      input: runs(120, ["09:00:00 start", "09:00:01 10 %", "09:00:02 20 %", "09:00:03 30 %"]),
      expected: { verdict: "unknown", confidence: 0 },
    },
    {
      name: "a ratio that is no progress",
      input: runs(60, ["HTTP/1.1 500", "9 of 3"]),
      expected: { verdict: "unknown" },
    },
    { name: "no log", input: runs(60), expected: { verdict: "unknown", startSeconds: null } },
  ];
  eachAnswers("probe-timing", cases);
});

test("log templates count what changed, whatever numbers, ids and addresses differ", {
  timeout: SLOW_MACHINE_MS,
}, async () => {
  const line = (index: number, status: number) =>
    `2026-01-01T10:00:0${index % 10}Z GET /orders/${index} ${status} in ${index * 3}ms from 10.0.0.${index}`;
  const before = Array.from({ length: 30 }, (_, index) => line(index, 200));
  const after = [
    ...Array.from({ length: 8 }, (_, index) => line(index, 200)),
    ...Array.from(
      { length: 25 },
      (_, index) => `pool 0x${(index + 256).toString(16)} exhausted after "${index}"`,
    ),
  ];
  const [result, none] = await overAll<LogTemplates>("log-templates", [
    { before, after },
    { before: [], after: [] },
  ]);
  expect(result).toMatchObject({
    distinct: 2,
    templates: [
      { template: "pool <hex> exhausted after <text>", before: 0, after: 25, change: "new" },
      {
        template: "<time> GET /orders/<number> <number> in <number>ms from <address>",
        before: 30,
        after: 8,
        change: "less",
      },
    ],
  });
  expect(none).toEqual({ distinct: 0, templates: [] });
});

test("restart intervals tell a same point from an erratic one", { timeout: SLOW_MACHINE_MS }, async () => {
  const runs = (...lengths: number[]) => {
    let at = 0;
    return {
      runs: lengths.map((length) => {
        const startedAt = at;
        at += length + 10;
        return { startedAt, finishedAt: startedAt + length };
      }),
    };
  };
  const results = await overAll<RestartIntervals>("restart-intervals", [
    runs(30, 31, 30),
    runs(5, 300, 40),
    runs(10),
    runs(),
  ]);
  expect(results).toMatchObject([
    { runs: 3, medianSeconds: 30, meanGapSeconds: 10, pattern: "same-point" },
    { shortestSeconds: 5, longestSeconds: 300, pattern: "erratic" },
    { pattern: "single", meanGapSeconds: null },
    { runs: 0, pattern: "none" },
  ]);
});

test("a shipped analysis runs as it is, and says by which code", { timeout: SLOW_MACHINE_MS }, async () => {
  const input = { runs: [{ startedAt: 0, finishedAt: 30 }] };
  const analysed = await runAnalysis(runner, { name: "restart-intervals", input, timeoutMs: 30_000 });
  expect(analysed).toMatchObject({
    kind: "result",
    result: { pattern: "single" },
    codeDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
