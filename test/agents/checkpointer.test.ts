import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { expect, onTestFinished, test } from "vitest";
import { createCheckpointer } from "../../src/agents/checkpointer.ts";
import { testDatabase } from "../support/database.ts";

async function savers() {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  const ours = createCheckpointer(pool);
  await ours.setup();
  return { ours, original: new PostgresSaver(pool, undefined, { schema: "checkpoints" }) };
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
  {
    what: "writes of a node",
    writes: [
      [
        ["move", "apply"],
        ["steps", 2],
      ],
    ],
  },
  { what: "the same writes twice", writes: [[["move", "apply"]], [["move", "verify"]]] },
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
