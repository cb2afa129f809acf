import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIds } from "../../src/core/ids.ts";
import { createModelAnswers } from "../../src/incidents/model-answers.ts";
import { createModelSpend } from "../../src/incidents/model-spend.ts";
import type { Limits } from "../../src/llm/model-budget.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

const ONE = "0192f0c0-0000-7000-8000-000000000001";
const OTHER = "0192f0c0-0000-7000-8000-000000000002";
const HOUR = 3_600_000;
const OPEN = { incident: null, hour: null, day: null };

let database: TestDatabase;
let nowMs = Date.parse("2026-01-01T00:00:00Z");
const clock = { now: () => new Date(nowMs), sleep: async () => {}, wallMs: (ms: number) => ms };
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

/** One replica's view of the same rows. */
const spend = (limits: Partial<Limits>) =>
  createModelSpend({
    db: database.db,
    clock,
    ids: createIds(clock),
    limits: { tokens: OPEN, costMicros: OPEN, ...limits },
  });
const call = (incidentId: string, tokens: number, costMicros: number | null = null) => ({
  incidentId,
  agent: "researcher" as const,
  model: "m",
  tokens: { input: tokens - 10, output: 10 },
  costMicros,
});

describe("budgets of a model", () => {
  it.each<[string, Partial<Limits>, string]>([
    ["incident", { tokens: { ...OPEN, incident: 150 } }, ONE],
    ["hour", { tokens: { ...OPEN, hour: 150 } }, OTHER],
    ["day", { tokens: { ...OPEN, day: 150 } }, OTHER],
  ])(
    "of the %s count what replicas reserved and what was spent before a restart",
    async (scope, limits, who) => {
      expect(await spend(limits).reserve(call(ONE, 100))).toHaveProperty("id");
      expect(await spend(limits).reserve(call(who, 100))).toEqual({ exceeded: scope, what: "tokens" });
      nowMs += 25 * HOUR;
      const later = await spend(limits).reserve(call(who, 100));
      expect(later).toEqual(
        scope === "incident" ? { exceeded: "incident", what: "tokens" } : { id: expect.any(String) },
      );
    },
  );

  it("count what a call came to, once that is known", async () => {
    const budget = spend({ tokens: { ...OPEN, hour: 150 } });
    const first = await budget.reserve(call(ONE, 140));
    if (!("id" in first)) throw new Error("the first fits");
    await budget.settle(first.id, { tokens: { input: 20, output: 5 }, costMicros: null });
    expect(await budget.reserve(call(ONE, 100))).toHaveProperty("id");
  });

  it("of money allow no call whose cost is not known", async () => {
    const budget = spend({ costMicros: { ...OPEN, day: 1_000 } });
    expect(await budget.reserve(call(ONE, 100))).toEqual({ exceeded: "day", what: "money" });
    expect(await budget.reserve(call(ONE, 100, 900))).toHaveProperty("id");
    expect(await budget.reserve(call(OTHER, 100, 200))).toEqual({ exceeded: "day", what: "money" });
  });

  it("are never passed by calls at the same time", async () => {
    const limits = { tokens: { ...OPEN, hour: 450 } };
    const all = await Promise.all(Array.from({ length: 12 }, () => spend(limits).reserve(call(ONE, 100))));
    expect(all.filter((one) => "id" in one)).toHaveLength(4);
  });
});

describe("answers of a model", () => {
  const answers = () => createModelAnswers({ db: database.db, clock, askMs: 60_000 });

  it("belong to whoever asks first, and then to all", async () => {
    expect(await answers().take("d")).toEqual({ state: "mine" });
    expect(await answers().take("d")).toEqual({ state: "asked-by-another" });
    await answers().keep("d", { kind: "value", value: { cause: "x" } });
    expect(await answers().take("d")).toEqual({
      state: "kept",
      kept: { kind: "value", value: { cause: "x" } },
    });
  });

  it("are asked for again after a while, sooner where there was none", async () => {
    await answers().take("d");
    await answers().keep("d", { kind: "none", reason: "refused", detail: "" });
    nowMs += 9 * 60_000;
    expect(await answers().take("d")).toMatchObject({ state: "kept" });
    nowMs += 2 * 60_000;
    expect(await answers().take("d")).toEqual({ state: "mine" });
  });

  it("are free again where whoever asked has died or given up", async () => {
    await answers().take("died");
    nowMs += 61_000;
    expect(await answers().take("died")).toEqual({ state: "mine" });
    await answers().release("died");
    expect(await answers().take("died")).toEqual({ state: "mine" });
  });
});
