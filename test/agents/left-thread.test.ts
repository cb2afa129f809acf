import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { afterEach, expect, test } from "vitest";
import type { IncidentGraph } from "../../src/agents/graph.ts";
import { createIncidentRunner } from "../../src/agents/incident-runner.ts";
import { createEffects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { incidentRoom, openOne, type Room } from "../incidents/incident-setup.ts";

let room: Room;
afterEach(() => room.database.drop());

/** A run that crashed `agoSeconds` ago, advanced again: what the graph is invoked with, and the threads deleted. */
async function advanceAfter(agoSeconds: number) {
  room = await incidentRoom();
  const id = await openOne(room);
  await room.db.updateTable("incidents").set({ thread_id: "left" }).where("id", "=", id).execute();
  const startedAt = new Date(room.clock.now().getTime() - agoSeconds * 1000).toISOString();
  const inputs: unknown[] = [];
  const deleted: string[] = [];
  const runner = createIncidentRunner({
    db: room.db,
    store: room.store,
    clock: room.clock,
    ids: createIds(room.clock),
    effects: createEffects(),
    metrics: room.metrics,
    quietSeconds: 60,
    logger: silentLogger,
    graph: { invoke: async (input: unknown) => inputs.push(input) } as unknown as IncidentGraph,
    checkpointer: {
      getTuple: async () => ({ checkpoint: { channel_values: { startedAt } } }),
      deleteThread: async (thread: string) => deleted.push(thread),
    } as unknown as BaseCheckpointSaver,
  });
  await runner.advance(id, new AbortController().signal);
  const { thread_id } = await room.db.selectFrom("incidents").select("thread_id").executeTakeFirstOrThrow();
  return { id, inputs, deleted, thread: thread_id };
}

test("a run that crashed a moment ago goes on from its checkpoint", async () => {
  const { inputs, deleted, thread } = await advanceAfter(10);
  expect({ inputs, deleted, thread }).toEqual({ inputs: [null], deleted: ["left"], thread: null });
});

test("a run that crashed long ago starts anew from the rows, with its whole budget", async () => {
  const { id, inputs, deleted, thread } = await advanceAfter(3600);
  expect(inputs).toEqual([expect.objectContaining({ incidentId: id, steps: 0, taken: [] })]);
  expect(deleted[0]).toBe("left");
  expect(thread).toBeNull();
});
