import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { CROWD_CASES } from "../../bench/ingest/crowd-rows.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const positive = z.number().positive();
const resultSchema = z.strictObject({
  name: z.string(),
  rows: z.array(
    z.strictObject({
      case: z.string(),
      ratio: positive,
      ours: positive,
      baseline: positive,
      unit: z.string(),
      runs: z.array(z.strictObject({ ours: positive, baseline: positive, ratio: positive })).nonempty(),
    }),
  ),
});

async function bench(...args: string[]) {
  const { KUBECONFIG: _elsewhere, NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ["bench/main.ts", ...args], {
    cwd: ROOT,
    env,
  });
  const lines = stdout.trimEnd().split("\n");
  return { table: lines.slice(0, -1), result: resultSchema.parse(JSON.parse(lines.at(-1) ?? "")) };
}

test.each([
  {
    name: "road",
    cases: ["simulated", "exchanges", "exchanges in a row", "event loop busy", "95 of 100 at once"],
  },
  {
    name: "ingest",
    cases: [
      "1 alert a payload",
      "100 alerts a payload",
      "99 of 100 acknowledged within",
      ...Object.values(CROWD_CASES),
    ],
  },
  {
    name: "watch",
    cases: [
      "memory above idle, at most",
      "memory kept",
      "processor time of the lists",
      "processor time of a second",
    ],
  },
  {
    name: "growth",
    cases: [
      "claim",
      "list",
      "list from the middle",
      "list by namespace and cause",
      "search, rare",
      "search, two letters that none has",
      "search, common",
      "incident page",
      "bounds of a change",
    ].flatMap((name) => [`${name}, p50`, `${name}, p95`]),
  },
  { name: "diagnosis", cases: ["API requests", "time"] },
  { name: "callback", cases: ["99 of 100 presses answered within"] },
  {
    name: "agents",
    cases: ["framework time a move", "checkpoint bytes at 80 moves to 20", "a move with a model of 50 ms"],
  },
])("$name ends with one line of JSON below its table", { timeout: 120_000 }, async ({ name, cases }) => {
  const { table, result } = await bench(name, "--tiny");
  expect(result.name).toBe(name);
  expect(result.rows.map((row) => row.case)).toEqual(cases);
  for (const one of cases) expect(table.some((line) => line.startsWith(`| ${one} |`))).toBe(true);
});

test("what needs a node that runs containers says so where there is none", async () => {
  const { table, result } = await bench("naive");
  expect(table[0]).toMatch(/^not measured: .*a node that runs containers.*KUBECONFIG/);
  expect(result).toEqual({ name: "naive", rows: [] });
});

test.each([["nothing"], ["road", "--repeats", "4"], ["all", "--rows", "9"]])(
  "refuses %s %s %s",
  async (...args) => {
    await expect(bench(...args)).rejects.toMatchObject({ code: 2, stdout: "" });
  },
);
