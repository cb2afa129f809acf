import { afterEach, beforeEach, expect, it } from "vitest";
import { MOVES } from "../../src/agents/state.ts";
import { keepStep, MOST_SHOWN_CHARS, stepsOf } from "../../src/incidents/agent-steps.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../src/notify/messages/messages.ts";
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

it("a look that changed nothing is not kept", async () => {
  await room.worker({ propose: async () => {} }).advance();
  expect((await steps()).map(({ move }) => move)).toEqual(["investigate", "hand-over"]);
});

it("what a model was asked stands with its cost, and long input is cut", async () => {
  const { db, incidentId } = room;
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
  await keepStep(db, { id, incident_id: incidentId, agent: "autofix-k8s", ...at });
  const [step] = await steps();
  expect(step?.entries).toMatchObject([
    { model: { name: "m-large", inputTokens: 900, outputTokens: 80, ms: 1_100, costMicros: 4_200 } },
  ]);
  expect(step?.entries[0]?.input.length).toBe(MOST_SHOWN_CHARS + 1);
});

it.each(LANGUAGES)("every move has its words in %s", (language) => {
  expect(Object.keys(CATALOGUE[language].pages.steps.moves).toSorted()).toEqual(
    Object.keys(MOVES).toSorted(),
  );
});
