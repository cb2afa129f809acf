import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MOVES } from "../../src/agents/state.ts";
import type { Tables } from "../../src/database/tables.ts";
import { MOST_SHOWN_CHARS, stepsOf } from "../../src/incidents/agent-steps.ts";
import { incidentStory } from "../../src/incidents/incident-story.ts";
import { keepStep } from "../../src/incidents/keep-step.ts";
import { verifySteps } from "../../src/incidents/verify-steps.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../src/notify/messages/messages.ts";
import { tamper } from "../cli/support/tampering.ts";
import { chainReport } from "../support/chain-report.ts";
import { runnerRoom } from "./runner-room.ts";

let room: Awaited<ReturnType<typeof runnerRoom>>;
beforeEach(async () => {
  room = await runnerRoom();
});
afterEach(() => room.drop());

const steps = () => stepsOf(room.db, room.incidentId);

it("each step is kept with what the agent read and what came of it, in the agent's own entries alone", async () => {
  await room.worker().advance();
  expect(await steps()).toMatchObject([
    {
      agent: "researcher",
      move: "investigate",
      failure: null,
      entries: [{ kind: "diagnosed", model: null, input: expect.stringContaining('"evidence"') }],
    },
    { agent: "autofix-k8s", move: "propose", entries: [{ kind: "handed-over" }] },
    { agent: "human-help", move: "look-after", failure: "no move of these tests leads here" },
  ]);
  const [opened] = await room.db.selectFrom("audit").selectAll().orderBy("sequence").execute();
  expect(opened).toMatchObject({ kind: "opened", step: null });
});

it("a step that failed is kept with why", async () => {
  const worker = room.worker({ propose: () => Promise.reject(new Error("the API server is away")) });
  await worker.advance();
  expect((await steps()).at(-1)).toMatchObject({ agent: "autofix-k8s", failure: "the API server is away" });
});

it("a step that changed nothing is not kept", async () => {
  const worker = room.worker({ propose: async () => {} });
  await worker.advance();
  expect(worker.calls).toContain("propose");
  const moves = (await steps()).map(({ move }) => move);
  expect(new Set(moves)).toEqual(new Set(["investigate", "hand-over"]));
});

it("what a model was asked stands with its cost, and long input is cut", async () => {
  const { incidentId } = room;
  const id = "019a9a4e-9000-7000-8000-000000000009";
  const claim = await room.store.claim(incidentId);
  if (claim === undefined) throw new Error("the incident is there");
  await room.store.withClaim("plan.commit", { ...claim, step: id }, (tx) =>
    tx.note("model", {
      text: "asked",
      input: { model: "m-large", log: "x ".repeat(5_000) },
      output: { inputTokens: 900, outputTokens: 80, costMicros: 4_200, ms: 1_100 },
    }),
  );
  const at = { started_at: room.clock.now(), ms: 12, move: "choose", reason: "open", failure: null };
  await keepStep(room, { id, incident_id: incidentId, agent: "autofix-k8s", ...at });
  const [step] = await steps();
  expect(step?.entries).toMatchObject([
    { model: { name: "m-large", inputTokens: 900, outputTokens: 80, ms: 1_100, costMicros: 4_200 } },
  ]);
  expect(step?.entries[0]?.input.length).toBe(MOST_SHOWN_CHARS + 1);
});

it("steps stand in the chain and in no timeline", async () => {
  await room.worker().advance();
  const { db, incidentId } = room;
  expect(await verifySteps(db)).toEqual({ steps: 3, unproven: 0, faults: [] });
  expect(await chainReport(db, incidentId)).toMatchObject({ fault: undefined });
  const story = await incidentStory(db, { id: incidentId });
  expect(story?.timeline.map(({ kind, agent }) => [kind, agent])).toEqual([
    ["opened", null],
    ["diagnosed", "researcher"],
    ["handed-over", "autofix-k8s"],
  ]);
  expect(story?.incident.timeline.map(({ kind }) => kind)).toEqual(["opened", "diagnosed", "handed-over"]);
});

const FORGED = {
  ...{ id: "019a9a4e-9000-7000-8000-00000000000f", agent: "human-help", move: null, reason: "" },
  ...{ started_at: new Date("2026-11-22T10:00:00Z"), ms: 1, failure: null },
};
it.each<[string, (db: Kysely<Tables>) => Promise<unknown>, string]>([
  [
    "was changed",
    (db) =>
      db
        .updateTable("agent_steps")
        .set({ reason: "a model chose it" })
        .where("move", "=", "propose")
        .execute(),
    "was changed",
  ],
  [
    "is said to be another agent's",
    (db) => db.updateTable("agent_steps").set({ agent: "coder" }).where("move", "=", "propose").execute(),
    "was changed",
  ],
  ["was deleted", (db) => db.deleteFrom("agent_steps").where("move", "=", "propose").execute(), "is gone"],
  [
    "lost an entry of its own",
    (db) =>
      db
        .updateTable("audit")
        .set({ step: null } as never)
        .where("kind", "=", "handed-over")
        .execute(),
    "other entries",
  ],
  [
    "was given an entry of another's",
    (db) =>
      sql`update audit set step = (select id from agent_steps where move = 'propose') where kind = 'opened'`.execute(
        db,
      ),
    "other entries",
  ],
  [
    "was put in beside its row",
    (db) =>
      sql`insert into agent_steps (id, incident_id, agent, reason, started_at, ms, sequence)
    select ${FORGED.id}, incident_id, 'coder', '', started_at, 1, 1 from agent_steps limit 1`.execute(db),
    "does not keep",
  ],
])("a step that %s shows", async (_what, change, reason) => {
  await room.worker().advance();
  await tamper(room.db, change);
  const { faults } = await verifySteps(room.db, { incidentId: room.incidentId });
  expect(faults).toEqual([
    { incidentId: room.incidentId, sequence: expect.any(Number), reason: expect.stringContaining(reason) },
  ]);
});

it("what an earlier version kept is counted, and nothing is claimed of it", async () => {
  await room.db
    .insertInto("agent_steps")
    .values({ ...FORGED, incident_id: room.incidentId })
    .execute();
  expect(await verifySteps(room.db)).toEqual({ steps: 0, unproven: 1, faults: [] });
});

it("a long wait adds nothing, however often it is looked", async () => {
  const { db, store, incidentId, clock } = room;
  const look = async (id: string) => {
    const claim = await store.claim(incidentId);
    if (claim === undefined) throw new Error("the incident is there");
    await store.withClaim("verify.commit", { ...claim, step: id }, async (tx) => {
      const until = new Date(clock.now().getTime() + 5_000);
      await tx.advance({ type: "waiting", until, reason: "soaks" }, { text: "soaks", input: {}, output: {} });
    });
    const at = { started_at: clock.now(), ms: 1, move: "verify", reason: "", failure: null };
    await keepStep(room, { id, incident_id: incidentId, agent: "autofix-k8s", ...at });
    return (await db.selectFrom("audit").select("kind").orderBy("sequence").execute()).map(
      ({ kind }) => kind,
    );
  };
  const once = await look("019a9a4e-9000-7000-8000-000000000001");
  expect(once).toEqual(["opened", "waiting", "agent-step"]);
  expect(await look("019a9a4e-9000-7000-8000-000000000002")).toEqual(once);
});

it.each(LANGUAGES)("every move has its words in %s", (language) => {
  expect(Object.keys(CATALOGUE[language].pages.steps.moves).toSorted()).toEqual(
    Object.keys(MOVES).toSorted(),
  );
});
