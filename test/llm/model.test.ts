import { afterEach, describe, expect, it } from "vitest";
import { MOST_ANSWER_BYTES } from "../../src/llm/bounded-fetch.ts";
import { createBulkhead } from "../../src/llm/bulkhead.ts";
import type { Behaviour } from "../../src/simulation/openai/behaviour.ts";
import { GOOD, openRoom, question, type RoomOptions } from "./llm-room.ts";

const rooms: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.stop();
});

async function open(options: RoomOptions) {
  const room = await openRoom(options);
  rooms.push(room);
  return room;
}

const text = (said: string): Behaviour => ({ kind: "text", text: said });
/** One behaviour a request, the last one for all that follow. */
const inTurn =
  (...behaviours: [Behaviour, ...Behaviour[]]) =>
  (_: unknown, count: number) =>
    behaviours[Math.min(count, behaviours.length) - 1] as Behaviour;

describe("a question to a model", () => {
  it("is answered with a value of its schema", async () => {
    const { model, server, budget } = await open({ script: () => text(GOOD) });
    const reply = await model.ask(question());
    expect(reply).toMatchObject({ kind: "answer", isReused: false, value: { cause: "known" } });
    expect(server.refused).toEqual([]);
    expect(server.requests[0]?.maxTokens).toBe(400);
    expect(budget.settled).toHaveLength(1);
  });

  it("is bounded in the way that the model takes, whatever its owner calls it", async () => {
    const { model, server, budget } = await open({
      script: () => text(GOOD),
      model: "local",
      thinking: ["local"],
    });
    expect(await model.ask(question())).toMatchObject({ kind: "answer" });
    expect(await model.ask(question([{ id: "e1", origin: "a log", text: "another" }]))).toMatchObject({
      kind: "answer",
    });
    // It is found out once.
    expect(server.refused).toMatchObject([{ status: 400 }]);
    expect(server.requests.map(({ maxTokens }) => maxTokens)).toEqual([400, 400]);
    expect(budget.settled).toHaveLength(2);
  });

  it.each([
    ["fenced", `Here you are:\n\`\`\`json\n${GOOD}\n\`\`\``],
    ["after thinking aloud", `<think>{"cause": 1}</think>\n${GOOD}`],
  ])("is answered by JSON that is %s", async (_, said) => {
    const { model } = await open({ script: () => text(said) });
    expect(await model.ask(question())).toMatchObject({ kind: "answer", value: { cause: "known" } });
  });

  it("is repaired once with the validator's words", async () => {
    const first = '{"cause":"aliens","token":"ghp_0123456789abcdefghijABCDEFGHIJ012345"}';
    const { model, server } = await open({ script: inTurn(text(first), text(GOOD)), keepsText: true });
    const { kind, record } = await model.ask(question());
    expect(kind).toBe("answer");
    expect(server.requests).toHaveLength(2);
    const said = server.requests[1]?.messages.map(({ content }) => content).join("\n\n");
    expect(said).toContain("aliens");
    expect(said).not.toContain("ghp_");
    expect(said).toMatch(/cause: .*known/);
    expect(record.sent).toBe(said);
  });

  it.each<[string, Behaviour, string, number]>([
    ["of another schema, twice", text('{"cause":"known","why":"x","also":"y"}'), "not-in-schema", 2],
    ["no JSON, twice", text("Die Ursache ist bekannt."), "not-in-schema", 2],
    ["cut off, twice", { kind: "text", text: GOOD.slice(0, 20), finish: "length" }, "not-in-schema", 2],
    ["declined", { kind: "refusal", text: "I cannot help" }, "refused", 1],
    ["filtered", { kind: "text", text: "", finish: "content_filter" }, "refused", 1],
    ["no JSON of a server", { kind: "malformed" }, "not-in-schema", 1],
    ["10 MB", { kind: "huge", bytes: 10_000_000 }, "too-large", 1],
    ["a refused key", { kind: "status", status: 401 }, "unauthorised", 1],
    ["a request that is not taken", { kind: "status", status: 400 }, "rejected", 1],
    ["errors, three times", { kind: "status", status: 500 }, "unavailable", 3],
    ["broken off, three times", { kind: "truncated", text: GOOD }, "unavailable", 3],
    ["a wait beyond the bound", { kind: "status", status: 429, retryAfter: "120" }, "rate-limited", 1],
  ])("has no answer where that is %s", async (_, behaviour, reason, requests) => {
    const { model, server, metrics } = await open({ script: () => behaviour });
    expect(await model.ask(question())).toMatchObject({ kind: "none", reason });
    expect(server.requests).toHaveLength(requests);
    const { values } = await metrics.modelRequests.get();
    const counted = values.filter(({ value }) => value > 0).map(({ labels }) => labels);
    expect(counted).toEqual([{ agent: "researcher", result: reason }]);
  });

  it.each<Behaviour>([{ kind: "endless" }, { kind: "silent" }])(
    "ends at its bound where the answer is $kind",
    async (behaviour) => {
      const { model } = await open({ script: () => behaviour, timeoutMs: 300 });
      expect(await model.ask(question())).toMatchObject({ kind: "none", reason: "timed-out" });
    },
  );

  it("takes an error for a passing one within the time it has", async () => {
    const { model } = await open({
      script: inTurn(
        { kind: "status", status: 503 },
        { kind: "status", status: 429, retryAfter: "0" },
        text(GOOD),
      ),
    });
    expect(await model.ask(question())).toMatchObject({ kind: "answer" });
  });

  it("stays away from a server for as long as that says", async () => {
    const { model, server } = await open({
      script: () => ({ kind: "status", status: 429, retryAfter: "120" }),
    });
    await model.ask(question());
    const second = await model.ask(question([{ id: "e1", origin: "log", text: "another question" }]));
    expect(second).toMatchObject({ kind: "none", reason: "circuit-open" });
    expect(server.requests).toHaveLength(1);
  });

  it("stops with its caller", async () => {
    const stop = new AbortController();
    const { model } = await open({
      script: () => {
        stop.abort(new Error("the service stops"));
        return { kind: "silent" };
      },
    });
    await expect(model.ask(question(undefined, { signal: stop.signal }))).rejects.toThrow(
      "the service stops",
    );
  });

  it("is asked once, and its answer is there for whoever asks the same", async () => {
    const { model, server } = await open({ script: () => text(GOOD) });
    await model.ask(question());
    expect(await model.ask(question())).toMatchObject({ kind: "answer", isReused: true });
    expect(server.requests).toHaveLength(1);
  });

  it("is the same one whatever is told beside it as background", async () => {
    const { model, server } = await open({ script: () => text(GOOD) });
    const evidence = { id: "e1", origin: "log", text: "no such file: /etc/app.conf" };
    const note = (words: string) => ({
      id: "note-1",
      origin: "a runbook",
      text: words,
      isBackground: true as const,
    });
    const first = await model.ask(question([evidence, note("look at the mounts")]));
    const second = await model.ask(question([evidence, note("look at the network"), note("and the nodes")]));
    expect(second).toMatchObject({ kind: "answer", isReused: true });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.messages[1]?.content).toContain("look at the mounts");
    expect(second.record.digest).not.toBe(first.record.digest);
    await model.ask(question([{ ...evidence, text: "no such host" }, note("look at the mounts")]));
    expect(server.requests).toHaveLength(2);
  });

  it("does not wait for the same question of another incident, nor for room", async () => {
    const asked = Promise.withResolvers<void>();
    const let_go = Promise.withResolvers<void>();
    const { model, server } = await open({
      bulkhead: createBulkhead(1),
      script: async () => {
        asked.resolve();
        await let_go.promise;
        return text(GOOD);
      },
    });
    const first = model.ask(question());
    await asked.promise;
    expect(await model.ask(question())).toMatchObject({ kind: "none", reason: "busy", retryAfterMs: 3_000 });
    const other = question([{ id: "e1", origin: "log", text: "another question" }]);
    expect(await model.ask(other)).toMatchObject({ kind: "none", reason: "busy" });
    let_go.resolve();
    expect(await first).toMatchObject({ kind: "answer" });
    expect(server.requests).toHaveLength(1);
  });

  it("costs nothing where the budget is used up", async () => {
    const { model, server } = await open({
      script: () => text(GOOD),
      budget: { reserve: async () => ({ exceeded: "hour", what: "money" }), settle: async () => {} },
    });
    expect(await model.ask(question())).toMatchObject({
      kind: "none",
      reason: "over-budget",
      detail: "the budget of money of this hour is used up",
    });
    expect(server.requests).toEqual([]);
  });

  it("reserves at least what it comes to", async () => {
    const { model, budget } = await open({
      script: () => text(GOOD),
      prices: new Map([["gpt-5-mini", { input: 1, output: 4 }]]),
    });
    const reply = await model.ask(question([{ id: "e1", origin: "日志", text: "连接被拒绝".repeat(200) }]));
    const [reserved] = budget.reserved;
    expect(reserved?.tokens.input).toBeGreaterThanOrEqual(reply.record.inputTokens);
    expect(reply.record.costMicros).toBe(reply.record.inputTokens + 4 * reply.record.outputTokens);
  });

  it("keeps the text that was sent where that is wanted, and its digest always", async () => {
    const kept = await open({ script: () => text(GOOD), keepsText: true });
    const { record } = await kept.model.ask(question());
    expect(record.sent).toContain("/etc/app.conf");
    const plain = await open({ script: () => text(GOOD) });
    expect((await plain.model.ask(question())).record).toMatchObject({
      digest: record.digest,
      prompt: "test@1",
    });
    expect((await plain.model.ask(question())).record).not.toHaveProperty("sent");
  });

  it("is bounded where a server sends without end", () => {
    expect(MOST_ANSWER_BYTES).toBeLessThan(10_000_000);
  });
});
