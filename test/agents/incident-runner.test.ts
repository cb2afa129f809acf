import { getEventListeners } from "node:events";
import { END, START, StateGraph } from "@langchain/langgraph";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RunState } from "../../src/agents/state.ts";
import { OperationError } from "../../src/core/errors.ts";
import type { Conclusion } from "../../src/diagnosis/diagnosis.ts";
import { DEPLOYMENT, finding } from "../incidents/incident-setup.ts";
import { openAs } from "../remediation/breakers/breaker-room.ts";
import { runnerRoom } from "./runner-room.ts";

let room: Awaited<ReturnType<typeof runnerRoom>>;
beforeEach(async () => {
  room = await runnerRoom();
});
afterEach(() => room.drop());

const secondsUntilDue = async () =>
  (((await room.row()).due_at?.getTime() ?? Number.NaN) - room.clock.now().getTime()) / 1000;

describe("a run that ends", () => {
  it("leaves neither a thread in the row nor a checkpoint", async () => {
    const worker = room.worker();
    await worker.advance();
    expect(worker.calls).toEqual(["investigate", "propose"]);
    expect(await room.row()).toMatchObject({ status: "needs-person", thread_id: null });
    expect(await room.checkpointRows()).toBe(0);
  });

  it("leaves nothing on the signal of the process, which outlives all runs", async () => {
    const { signal } = new AbortController();
    await room.worker().advance(signal);
    expect(await room.row()).toMatchObject({ status: "needs-person" });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("over its steps, hands the incident to a person with the work kept", async () => {
    const worker = room.worker({ propose: async () => {} });
    await worker.advance();
    expect(worker.calls.filter((call) => call === "propose").length).toBe(12);
    expect(await room.row()).toMatchObject({ status: "needs-person", outcome: "handed-over" });
    expect((await room.row()).handover).toMatchObject({ sentence: expect.stringContaining("limit") });
  });
});

describe("a look from which nothing follows but another one", () => {
  /** As after one more symptom while the look goes on: due again before the run has chosen its next move. */
  const dueAgain = () => 120;
  const wait: Conclusion = { kind: "wait", reason: "it may pass by itself", seconds: 60, evidence: [] };

  it("ends the run though it is due again at once: what an earlier look found is no ground to act on", async () => {
    await room.worker().advance();
    const again = {
      status: "investigating",
      outcome: null,
      handover: null,
      due_at: room.clock.now(),
    } as const;
    await room.db.updateTable("incidents").set(again).where("id", "=", room.incidentId).execute();
    expect((await room.row()).finding).not.toBeNull();
    const worker = room.worker({ diagnosis: async () => wait, secondsAfter: dueAgain });
    await worker.advance();
    expect(worker.calls).toEqual(["investigate"]);
    expect(await room.row()).toMatchObject({ status: "investigating" });
    expect(await secondsUntilDue()).toBeLessThan(0);
  });

  it("leaves a symptom of a root that is worked on to that root", async () => {
    const root = await room.store.read(await openAs(room, "ledger"));
    if (root === undefined) throw new Error("no root");
    const elsewhere = { ...finding(), object: { ...DEPLOYMENT, name: "ledger", uid: "uid-ledger" } };
    const worker = room.worker({
      diagnosis: async () => ({ kind: "finding", finding: elsewhere }),
      refer: async () => ({ kind: "root", incident: root }),
      secondsAfter: dueAgain,
    });
    await worker.advance();
    expect(worker.calls).toEqual(["investigate"]);
    expect(await room.row()).toMatchObject({ status: "investigating", caused_by: root.id });
  });
});

describe("a run that was killed", () => {
  const killedAt = async (stallsAt: "plan.commit:before" | "run.claim:after" | "run.end:before") => {
    const dead = room.worker({ stallsAt });
    void dead.advance();
    await dead.stalled;
    expect((await room.row()).thread_id).not.toBeNull();
    return dead;
  };
  /** Checkpoints are written beside the next step. */
  const untilKept = async (moves: number) => {
    const { thread_id } = await room.row();
    await vi.waitUntil(
      async () => {
        const kept = await room.checkpointer.getTuple({ configurable: { thread_id } });
        return (kept?.checkpoint.channel_values as { taken?: string[] })?.taken?.length === moves;
      },
      { timeout: 30_000 },
    );
  };

  it("goes on from its thread without looking at the cluster again", async () => {
    const dead = await killedAt("plan.commit:before");
    await untilKept(2);
    const heir = room.worker();
    await heir.advance();
    expect([dead.calls, heir.calls]).toEqual([["investigate", "propose"], ["propose"]]);
    expect(await room.row()).toMatchObject({ status: "needs-person", thread_id: null });
    expect(await room.checkpointRows()).toBe(0);
  });

  it("is not charged for the time that it was away", async () => {
    await killedAt("plan.commit:before");
    await untilKept(2);
    room.clock.advance(9 * 60);
    const heir = room.worker();
    await heir.advance();
    expect(heir.calls).toEqual(["propose"]);
  });

  it("looks at the cluster again where its look is old", async () => {
    await killedAt("plan.commit:before");
    room.clock.advance(11 * 60);
    const heir = room.worker();
    await heir.advance();
    expect(heir.calls).toEqual(["investigate", "propose"]);
    expect(await room.checkpointRows()).toBe(0);
  });

  it("begins where nothing of it was kept", async () => {
    await killedAt("run.claim:after");
    const heir = room.worker();
    await heir.advance();
    expect(heir.calls).toEqual(["investigate", "propose"]);
    expect(await room.row()).toMatchObject({ status: "needs-person", thread_id: null });
  });

  it("after its last step, leaves a thread that the next run clears away", async () => {
    await killedAt("run.end:before");
    const heir = room.worker();
    await heir.advance();
    expect(heir.calls).toEqual([]);
    expect((await room.row()).thread_id).toBeNull();
    expect(await room.checkpointRows()).toBe(0);
  });

  it("and whose next agent this version does not have any more, starts anew", async () => {
    const stalled = Promise.withResolvers<void>();
    const old = new StateGraph(RunState)
      .addNode("supervisor", async () => ({ steps: 1, taken: ["investigating/astrologise"] }))
      .addNode("astrologer", () => {
        stalled.resolve();
        return new Promise<object>(() => {});
      })
      .addEdge(START, "supervisor")
      .addEdge("supervisor", "astrologer")
      .addEdge("astrologer", END)
      .compile({ checkpointer: room.checkpointer });
    const thread = "01900000-0000-7000-8000-00000000000a";
    await room.db.updateTable("incidents").set({ thread_id: thread }).execute();
    const startedAt = room.clock.now().toISOString();
    void old.invoke(
      { incidentId: room.incidentId, move: null, steps: 0, startedAt, taken: [] },
      { configurable: { thread_id: thread }, durability: "sync" },
    );
    await stalled.promise;
    const heir = room.worker();
    await room.advanceWhileDue(heir);
    expect(heir.calls).toEqual(["investigate", "propose"]);
    expect(await room.row()).toMatchObject({ status: "needs-person", thread_id: null });
  });
});

describe("a worker that was overtaken", () => {
  it("commits nothing when it wakes up", async () => {
    const slow = room.worker({ stallsAt: "plan.commit:before" });
    const ended = slow.advance();
    await slow.stalled;
    await room.worker().advance();
    const before = await room.row();
    slow.release();
    await ended;
    expect(await room.row()).toEqual(before);
    expect(await room.timesAudited("handed-over")).toBe(1);
  });

  it("does not take the thread of the one that goes on with it", async () => {
    const slow = room.worker({ stallsAt: "finding.commit:after" });
    const ended = slow.advance();
    await slow.stalled;
    const heir = room.worker({ stallsAt: "plan.commit:before" });
    const heirEnded = heir.advance();
    await heir.stalled;
    slow.release();
    await ended;
    expect((await room.row()).thread_id).not.toBeNull();
    expect(await room.checkpointRows()).toBeGreaterThan(0);
    heir.release();
    await heirEnded;
    expect(await room.row()).toMatchObject({ status: "needs-person", thread_id: null });
  });
});

describe("a step that fails", () => {
  it.each([
    { error: new OperationError("down", { reason: "unavailable", retryable: true }), restSeconds: 5 },
    { error: new Error("a bug"), restSeconds: 60 },
  ])("puts the incident off for $restSeconds s: $error.message", async ({ error, restSeconds }) => {
    const worker = room.worker({ diagnosis: () => Promise.reject(error) });
    await worker.advance();
    expect(await secondsUntilDue()).toBe(restSeconds);
    expect(await room.row()).toMatchObject({ status: "investigating", thread_id: null });
    expect(await room.checkpointRows()).toBe(0);
  });
});

describe("a run that fails for a reason that no waiting mends", () => {
  const broken = () => room.worker({ propose: () => Promise.reject(new Error("token=hunter2: a bug")) });

  it("becomes a person's after five in a row, with the reason and without its secrets", async () => {
    const worker = broken();
    for (let runs = 1; runs < 5; runs += 1) await worker.advance();
    expect(await room.row()).toMatchObject({ status: "investigating", failures: 4 });
    await worker.advance();
    const { status, handover } = await room.row();
    expect(status).toBe("needs-person");
    expect(handover?.sentence).toContain("a bug");
    expect(JSON.stringify(handover)).not.toContain("hunter2");
    expect(await worker.metrics.runs.get()).toMatchObject({
      values: expect.arrayContaining([expect.objectContaining({ labels: { result: "given-up" }, value: 1 })]),
    });
  });

  it("starts to count anew after one that ended", async () => {
    const worker = broken();
    for (let runs = 0; runs < 4; runs += 1) await worker.advance();
    const until = new Date(room.clock.now().getTime() + 60_000);
    const wait = async () => ({
      kind: "wait" as const,
      seconds: 60,
      reason: "a look is enough",
      evidence: [],
    });
    await room.worker({ diagnosis: wait }).advance();
    expect(await room.row()).toMatchObject({ failures: 0, due_at: until });
  });
});
