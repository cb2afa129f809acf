import { afterEach, beforeEach, expect, it } from "vitest";
import { replayRoad } from "../../src/cli/replay/replay-road.ts";
import type { Cause } from "../../src/domain/cause.ts";
import { STEP_KIND } from "../../src/incidents/keep-step.ts";
import { verifySteps } from "../../src/incidents/verify-steps.ts";
import type { Ask, AskRecord, Model, Reply } from "../../src/llm/model.ts";
import { runnerRoom, type WorkerOptions } from "../agents/runner-room.ts";
import { because, DEPLOYMENT, finding } from "../incidents/incident-setup.ts";

let room: Awaited<ReturnType<typeof runnerRoom>>;
beforeEach(async () => {
  room = await runnerRoom();
});
afterEach(() => room.drop());

/** What the replay makes of the incident's moves, by nothing but its rows. */
async function moves() {
  const { db, incidentId } = room;
  const rows = await db
    .selectFrom("audit")
    .select(["sequence", "kind", "input", "output"])
    .where("incident_id", "=", incidentId)
    .orderBy("sequence")
    .execute();
  return { rows, replayed: replayRoad(rows, await room.row()) };
}

const named: Cause = "image-not-found";
const record: AskRecord = {
  ...{
    agent: "researcher" as const,
    prompt: "p@1",
    model: "m",
    digest: "d",
    inputTokens: 1,
    outputTokens: 1,
  },
  ...{ costMicros: null, ms: 1 },
};

/** A model that takes the first legal move and names a cause; `asked` happens while it reads the evidence. */
const naming = (asked: () => Promise<void>): Model => ({
  isOn: true,
  async ask<T>({ agent, data }: Ask<T>): Promise<Reply<T>> {
    if (agent === "researcher") await asked();
    const [move] = data.find(({ id }) => id === "legal")?.text.split(", ") ?? [];
    const opinion = { cause: named, confidence: 0.7, sentence: "the image", evidence: ["e1"] };
    const words = { sentences: [] };
    const none = { choice: "none", number: 0, value: null, reason: "none", evidence: [] };
    const answers = { supervisor: { move, reason: "the first" }, researcher: opinion, "human-help": words };
    const value = (answers[agent as keyof typeof answers] ?? none) as T;
    return { kind: "answer", value, isReused: false, record };
  },
});

/** The first look says to wait, the second finds what no signature explains. */
const unexplained = (): NonNullable<WorkerOptions["diagnosis"]> => {
  let looks = 0;
  return async ({ incident }) => {
    looks += 1;
    if (looks === 1) return { kind: "wait", reason: "it starts", seconds: 0, evidence: [] };
    const found = { ...finding("application-crash"), confidence: 0.4, object: incident.subject };
    return { kind: "finding", finding: found };
  };
};

/** A younger incident of the same subject with the cause that the model is about to name. */
async function youngerOfThatCause() {
  const opening = { cluster: "cluster-1", subject: DEPLOYMENT, workload: DEPLOYMENT, summary: "s" };
  room.clock.advance(1);
  const younger = await room.store.opening("correlate.commit", (tx) =>
    tx.open({ ...opening, source: "pod-status" }, because("opened")),
  );
  if (younger === undefined) throw new Error("one is open already");
  await room.store.withLock("finding.commit", younger.id, (tx) =>
    tx.advance({ type: "diagnosed", finding: finding(named) }, because("diagnosed")),
  );
}

it("a move that ended in taking in another incident was chosen before that, whatever the other one's rows are numbered", async () => {
  const worker = room.worker({ model: naming(youngerOfThatCause), diagnosis: unexplained() });
  await worker.advance();
  await worker.advance();
  const { rows, replayed } = await moves();
  expect(rows.map(({ kind }) => kind)).toContain("note");
  expect(replayed.map(({ was }) => was)).toContain("consult while investigating");
  expect(replayed.filter(({ was, now }) => was !== now)).toEqual([]);
  expect(replayed).toHaveLength(rows.filter(({ kind }) => kind === STEP_KIND).length - supervised(rows));
  expect(await verifySteps(room.db)).toMatchObject({ faults: [] });
});

const supervised = (rows: readonly { kind: string }[]) =>
  rows.filter(({ kind }) => kind === "supervisor").length;

it("a move that is made again after a crash was chosen from what stood before it was made first", async () => {
  const model = naming(async () => {});
  const diagnosis: WorkerOptions["diagnosis"] = async ({ incident }) => ({
    kind: "finding",
    finding: { ...finding("application-crash"), confidence: 0.4, object: incident.subject },
  });
  // Killed long after the model named the cause, with no checkpoint that tells so.
  const dead = room.worker({ model, diagnosis, stallsAt: "plan.commit:before", keepsCheckpoints: 5 });
  void dead.advance();
  await dead.stalled;
  const heir = room.worker({ model, diagnosis });
  await heir.advance();
  expect(heir.calls).toEqual(["propose"]);
  const { replayed } = await moves();
  expect(replayed.filter(({ was }) => was.startsWith("consult"))).toHaveLength(2);
  expect(replayed.filter(({ was, now }) => was !== now)).toEqual([]);
});
