import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { expect, onTestFinished, test } from "vitest";
import { createCheckpointer } from "../../src/agents/checkpointer.ts";
import { testDatabase } from "../support/database.ts";

async function savers() {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  const ours = createCheckpointer(pool);
  await ours.setup();
  const count = async (table: string, threadId: string) =>
    (await pool.query(`select 1 from checkpoints.${table} where thread_id = $1`, [threadId])).rowCount;
  const rows = async (threadId: string) => ({
    checkpoints: await count("checkpoints", threadId),
    blobs: await count("checkpoint_blobs", threadId),
  });
  return { ours, rows, original: new PostgresSaver(pool, undefined, { schema: "checkpoints" }) };
}

const CHECKPOINT = {
  v: 4,
  id: "1f0aaaaa-0000-6000-8000-000000000001",
  ts: "2026-01-01T00:00:00.000Z",
  channel_values: { move: "apply", taken: ["investigating/propose"], note: "a \u{1f9ea} and 'quotes'" },
  channel_versions: { move: 3, taken: 2, note: 1, gone: 4 },
  versions_seen: {},
};
const METADATA = { source: "loop" as const, step: 1, parents: {} };

async function written(saver: PostgresSaver, threadId: string, writes: [string, unknown][][]) {
  const thread = { configurable: { thread_id: threadId, checkpoint_ns: "" } };
  const config = await saver.put(thread, CHECKPOINT, METADATA, CHECKPOINT.channel_versions);
  for (const each of writes) await saver.putWrites(config, each, "3f0e6f0e-2f5c-5a8d-9d0b-6f3c2d1e0a9b");
  const tuple = await saver.getTuple(thread);
  return { tuple, text: JSON.stringify(tuple).replaceAll(threadId, "THREAD") };
}

test.each([
  { what: "an error that is told twice", writes: [[["__error__", "first"]], [["__error__", "second"]]] },
  { what: "no writes", writes: [[]] },
] satisfies { what: string; writes: [string, unknown][][] }[])(
  "keeps a checkpoint as the original saver does: $what",
  async ({ writes }) => {
    const { ours, original } = await savers();
    const kept = await written(ours, "thread-a", writes);
    expect(kept.tuple?.checkpoint.channel_values).toEqual(CHECKPOINT.channel_values);
    expect(kept.text).toBe((await written(original, "thread-b", writes)).text);
  },
);

test("leaves out what a node wrote, for the checkpoint that follows holds it", async () => {
  const { ours } = await savers();
  const { tuple } = await written(ours, "thread-d", [
    [
      ["move", "apply"],
      ["steps", 2],
    ],
  ]);
  expect(tuple?.pendingWrites).toEqual([]);
});

const at = (step: number, changed: Record<string, unknown>, versions: Record<string, number>) => ({
  checkpoint: {
    ...CHECKPOINT,
    id: CHECKPOINT.id.slice(0, -1) + step,
    channel_values: { ...CHECKPOINT.channel_values, ...changed },
    channel_versions: { ...CHECKPOINT.channel_versions, ...versions },
  },
  newVersions: versions,
});

test("keeps the newest checkpoint of a thread alone, with all that is still of it", async () => {
  const { ours, rows } = await savers();
  const thread = { configurable: { thread_id: "thread-e", checkpoint_ns: "" } };
  const other = { configurable: { thread_id: "thread-f", checkpoint_ns: "" } };
  for (const one of [thread, other]) await ours.put(one, CHECKPOINT, METADATA, CHECKPOINT.channel_versions);
  const [second, third] = [at(2, { move: "verify" }, { move: 9 }), at(3, { move: "watch" }, { move: 10 })];
  for (const { checkpoint, newVersions } of [second, third])
    await ours.put(thread, checkpoint, METADATA, newVersions);
  const tuple = await ours.getTuple(thread);
  expect(tuple?.checkpoint.channel_values).toEqual({ ...CHECKPOINT.channel_values, move: "watch" });
  expect(await rows("thread-e")).toEqual({ checkpoints: 1, blobs: 4 });
  expect(await rows("thread-f")).toEqual({ checkpoints: 1, blobs: 4 });
});

test("a worker that was overtaken takes nothing from the one that goes on", async () => {
  const { ours } = await savers();
  const thread = { configurable: { thread_id: "thread-g", checkpoint_ns: "" } };
  const [late, newest] = [at(2, { move: "verify" }, { move: 9 }), at(3, { move: "watch" }, { move: 10 })];
  await ours.put(thread, CHECKPOINT, METADATA, CHECKPOINT.channel_versions);
  for (const { checkpoint, newVersions } of [newest, late])
    await ours.put(thread, checkpoint, METADATA, newVersions);
  const tuple = await ours.getTuple(thread);
  expect(tuple?.checkpoint.channel_values).toMatchObject({ move: "watch" });
});

test("keeps the last of two writes of one index", async () => {
  const { ours } = await savers();
  const { tuple } = await written(ours, "thread-c", [
    [
      ["__error__", "first"],
      ["__error__", "second"],
    ],
  ]);
  expect(tuple?.pendingWrites?.map(([, channel, value]) => [channel, value])).toEqual([
    ["__error__", "second"],
  ]);
});
