import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Tables } from "../../src/database/tables.ts";
import { readDueRows } from "../../src/dispatch/due-rows.ts";
import { createIncidentQueries, type IncidentQueries } from "../../src/incidents/queries.ts";
import type { Bench } from "../bench.ts";
import { quantile, type Run, rowOf, runOf } from "../measure.ts";
import { fillGrowth } from "./fill-growth.ts";

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
  "search, common": ({ queries }) => queries.list({ limit: 50, text: "memory" }),
  "incident page": ({ queries, ids }, n) => queries.story({ id: pick(ids, n) }),
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
  async run({ repeats, isTiny, rows = isTiny ? TINY_MANY : MANY, note }) {
    const many = await openShelf(rows, note);
    const few = await openShelf(FEW, note);
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

async function openShelf(count: number, note: (line: string) => void) {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const database = await openDatabase({ dataDir, logger: silentLogger, clock: createClock(), role: "owner" });
  const { db } = database;
  await fillGrowth(database.url, count, note);
  const idsWhere = async (status: string) => {
    const { rows } = await sql<{ id: string }>`
      select id from incidents where status = ${status} order by md5(id::text) limit 500`.execute(db);
    return rows.map(({ id }) => id);
  };
  return {
    db,
    queries: createIncidentQueries({ db }),
    ids: await idsWhere("closed"),
    due: await idsWhere("verifying"),
    async close() {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
