import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Tables } from "../../src/database/tables.ts";
import { readDueRows } from "../../src/dispatch/due-rows.ts";
import { createIncidentQueries, type IncidentQueries } from "../../src/incidents/queries.ts";
import { failingTooOften } from "../../src/remediation/breakers/failure-rate.ts";
import { stormNow } from "../../src/remediation/breakers/storm.ts";
import type { Bench, BenchOptions } from "../bench.ts";
import { quantile, type Run, rowOf, runOf } from "../measure.ts";
import { fillGrowth, incidentId, OPEN } from "./fill-growth.ts";

const MANY = 1_000_000;
const FEW = 1_000;
const TINY_MANY = 3_000;
const QUESTIONS = 200;
const TINY_QUESTIONS = 5;

interface Asked {
  db: Kysely<Tables>;
  queries: IncidentQueries;
  /** Ids of incidents from all over the table, closed ones. */
  ids: readonly string[];
  /** Of an open one, which is due. */
  due: readonly string[];
}

/** `n` counts the questions: each looks at something else. */
type Question = (asked: Asked, n: number) => Promise<unknown>;
const pick = (ids: readonly string[], n: number) => ids[n % ids.length] ?? "";

const CASES: Readonly<Record<string, Question>> = {
  claim: async ({ db, due }, n) => {
    await readDueRows(db, new Date());
    await db
      .updateTable("incidents")
      .set((eb) => ({ epoch: eb("epoch", "+", 1) }))
      .where("id", "=", pick(due, n))
      .returning("epoch")
      .executeTakeFirstOrThrow();
  },
  list: ({ queries }) => queries.list({ limit: 50 }),
  "list from the middle": ({ queries, ids }, n) => queries.list({ limit: 50, after: pick(ids, n) }),
  "list by namespace and cause": ({ queries }) =>
    queries.list({ limit: 10, namespace: "team-7", cause: "bad-release" }),
  "search, rare": ({ queries }, n) =>
    queries.list({ limit: 50, text: `web-${String(1 + (n % 900)).padStart(8, "0")}` }),
  // No three letters are in the index for it.
  "search, two letters that none has": ({ queries }) => queries.list({ limit: 50, text: "zq" }),
  "search, common": ({ queries }) => queries.list({ limit: 50, text: "memory" }),
  "incident page": ({ queries, ids }, n) => queries.story({ id: pick(ids, n) }),
  "bounds of a change": async ({ db }) => {
    const of = { cluster: "cluster-1", now: new Date() };
    const blast = { stormWorkloads: 25, stormWindowSeconds: 300 };
    await Promise.all([failingTooOften(db, { ...of, failedPercent: 50 }), stormNow(db, { ...of, blast })]);
  },
};

/** What the service and people ask of the database, by the size of what it holds. */
export const growthBench: Bench = {
  summary: "claim, list, search and page of an incident among 1,000,000 (--rows), against 1,000",
  goals: Object.fromEntries(
    Object.keys(CASES).flatMap((name) => [
      [`${name}, p50`, "at most 1.2"],
      [`${name}, p95`, "at most 2"],
    ]),
  ),
  async run({ repeats, isTiny, rows = isTiny ? TINY_MANY : MANY, note, signal }) {
    const many = await openShelf(rows, { note, signal });
    const few = await openShelf(FEW, { note, signal }).catch(async (error: unknown) => {
      await many.close();
      throw error;
    });
    const questions = isTiny ? TINY_QUESTIONS : QUESTIONS;
    try {
      const measured = Object.entries(CASES).map(([name, question]) => ({
        name,
        question,
        p50: [] as Run[],
        p95: [] as Run[],
      }));
      for (let run = -1; run < repeats; run += 1)
        for (const { name, question, p50, p95 } of measured) {
          signal.throwIfAborted();
          const times = await inTurns({ many, few, question, questions });
          const [half, most] = [0.5, 0.95].map((part) =>
            runOf(quantile(times.many, part), quantile(times.few, part)),
          );
          // The first run warms up both sides.
          if (run < 0 || half === undefined || most === undefined) continue;
          note(`${name}: p50 ${half.ours} to ${half.baseline} ms, p95 ${most.ours} to ${most.baseline} ms`);
          p50.push(half);
          p95.push(most);
        }
      return {
        name: "growth",
        rows: measured.flatMap(({ name, p50, p95 }) => [
          rowOf(`${name}, p50`, "ms", p50),
          rowOf(`${name}, p95`, "ms", p95),
        ]),
      };
    } finally {
      await few.close();
      await many.close();
    }
  },
};

/** One question to each side after the other, so that whatever else goes on meets both. */
async function inTurns(of: { many: Asked; few: Asked; question: Question; questions: number }) {
  const times = { many: [] as number[], few: [] as number[] };
  for (let n = 0; n < of.questions; n += 1)
    for (const side of n % 2 === 0 ? (["many", "few"] as const) : (["few", "many"] as const)) {
      const startMs = performance.now();
      await of.question(of[side], n);
      times[side].push(performance.now() - startMs);
    }
  return times;
}

async function openShelf(count: number, options: Pick<BenchOptions, "note" | "signal">) {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const database = await openDatabase({ dataDir, logger: silentLogger, clock: createClock(), role: "owner" });
  const { db } = database;
  const close = async () => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const startMs = performance.now();
    await fillGrowth(database.url, count, options);
    options.note(`${count} incidents are there after ${Math.round((performance.now() - startMs) / 1_000)} s`);
  } catch (error) {
    await close();
    throw error;
  }
  const closed = count - OPEN;
  // From all over the table, in no order: a prime apart.
  const ids = Array.from({ length: 500 }, (_, n) => incidentId(1 + ((n * 7_919) % closed)));
  const due = Array.from({ length: OPEN }, (_, n) => incidentId(count - n));
  return { db, queries: createIncidentQueries({ db }), ids, due, close };
}
