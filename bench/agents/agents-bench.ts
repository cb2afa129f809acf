import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { createCheckpointer } from "../../src/agents/checkpointer.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Bench } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { createMovingGraph } from "./moving-graph.ts";
import { createPlainLoop, createPlainTable } from "./plain-loop.ts";

const CASES = {
  step: "framework time a move",
  bytes: "checkpoint bytes at 80 moves to 20",
  model: "a move with a model of 50 ms",
} as const;
const MODEL_MS = 50;
const WARM_UP_RUNS = 2;

/** What the graph costs beside the work of its agents. */
export const agentsBench: Bench = {
  summary: "a move of the agents' graph against a plain loop, what it keeps, and beside a model of 50 ms",
  goals: { [CASES.bytes]: "at most 4", [CASES.model]: "at most 1.05" },
  async run(options) {
    const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
    const clock = createClock();
    const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });
    try {
      const { pool } = database;
      const checkpointer = createCheckpointer(pool);
      await checkpointer.setup();
      await createPlainTable(pool);
      const graph = (moves: number, work: () => Promise<void>) =>
        createMovingGraph({ checkpointer, moves, work });
      const nothing = async () => {};
      const model = async () => void (await sleep(MODEL_MS));
      const moves = options.isTiny ? 4 : 40;
      const [step, bytes, asked]: [Run[], Run[], Run[]] = [[], [], []];
      const warmUpRuns = options.isTiny ? 0 : WARM_UP_RUNS;
      for (let run = 0; run < warmUpRuns + options.repeats; run += 1) {
        const bare = [
          await msPerMove(graph(moves, nothing), moves, checkpointer),
          await msPerMove(createPlainLoop({ pool, moves, work: nothing }), moves),
        ] as const;
        const withModel = [
          await msPerMove(graph(moves, model), moves, checkpointer),
          await msOf(moves, model),
        ] as const;
        const [few, many] = options.isTiny ? [2, 8] : [20, 80];
        const kept = [
          await bytesAfter(pool, graph(many, nothing), checkpointer),
          await bytesAfter(pool, graph(few, nothing), checkpointer),
        ] as const;
        options.note(
          `${run < warmUpRuns ? "warm-up" : "run"}: ${bare[0].toFixed(2)} ms a move, ${withModel[0].toFixed(2)} ms with a model; ${kept[0]} bytes, ${kept[1]} bytes`,
        );
        if (run < warmUpRuns) continue;
        step.push(runOf(...bare));
        bytes.push(runOf(...kept));
        asked.push(runOf(...withModel));
      }
      return {
        name: "agents",
        rows: [
          rowOf(CASES.step, "ms", step),
          rowOf(CASES.bytes, "bytes", bytes),
          rowOf(CASES.model, "ms", asked),
        ],
      };
    } finally {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

type Threads = Pick<ReturnType<typeof createCheckpointer>, "deleteThread">;

/** Of one run; its thread is deleted afterwards, as the service does. */
async function msPerMove(
  run: (threadId: string) => Promise<void>,
  moves: number,
  threads?: Threads,
): Promise<number> {
  const threadId = randomUUID();
  const startMs = performance.now();
  await run(threadId);
  const ms = (performance.now() - startMs) / moves;
  await threads?.deleteThread(threadId);
  return ms;
}

async function msOf(moves: number, work: () => Promise<void>): Promise<number> {
  return msPerMove(async () => {
    for (let move = 0; move < moves; move += 1) await work();
  }, moves);
}

/** What a run leaves in the checkpointer's tables, as its rows' own bytes. */
async function bytesAfter(
  pool: Pool,
  run: (threadId: string) => Promise<void>,
  threads: Threads,
): Promise<number> {
  const threadId = randomUUID();
  await run(threadId);
  const sizes = ["checkpoints", "checkpoint_blobs", "checkpoint_writes"].map(
    (table) =>
      `coalesce((select sum(octet_length(t::text)) from checkpoints.${table} t where thread_id = $1), 0)`,
  );
  const { rows } = await pool.query<{ bytes: string }>(`select ${sizes.join(" + ")} as bytes`, [threadId]);
  await threads.deleteThread(threadId);
  return Number(rows[0]?.bytes);
}
