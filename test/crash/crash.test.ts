import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EFFECT_NAMES, type EffectInstant } from "../../src/core/effects.ts";
import { createRandom } from "../../src/simulation/store/random.ts";
import { embeddedDatabase, sharedDatabase } from "./crash-database.ts";
import { type CrashStage, raiseCrashStage } from "./crash-stage.ts";
import type { Ending } from "./ending.ts";
import { type Played, play } from "./play.ts";
import { type ScenarioName, scenarioFor } from "./scenarios.ts";

/** Between the custom bot's answer and its record one message may be repeated: the bot has no idempotency key. */
const MAY_REPEAT_ONE: readonly EffectInstant[] = ["notify.send:after", "notify.record:before"];
const SEED = Number(process.env.CRASH_SEED ?? 1);

let stage: CrashStage;
const references = new Map<ScenarioName, Promise<Ending>>();

beforeAll(async () => {
  stage = await raiseCrashStage();
});
afterAll(() => stage.end());

async function playOnShared(scenario: ScenarioName, kills: readonly EffectInstant[]): Promise<Played> {
  const database = await sharedDatabase(stage.dataDir);
  return play(stage, { scenario, kills, database }).finally(() => database.drop());
}

/** How the same story ends when nothing crashes. */
function undisturbed(scenario: ScenarioName): Promise<Ending> {
  const known = references.get(scenario) ?? playOnShared(scenario, []).then(({ ending }) => ending);
  references.set(scenario, known);
  return known;
}

describe.concurrent("kill -9", () => {
  it.each(EFFECT_NAMES)("before %s and again after it ends in the same place as no crash", async (name) => {
    const scenario = scenarioFor(name);
    const instants = [`${name}:before`, `${name}:after`] as const;
    const { kills, ending } = await playOnShared(scenario, instants);
    expect(kills).toBe(2);
    expect(Object.keys(ending.writes).join()).toMatch(/patch [a-z.]+ attempt 1/);
    const mayRepeat = instants.filter((instant) => MAY_REPEAT_ONE.includes(instant)).length;
    expect(ending.repeatedCards).toBeLessThanOrEqual(mayRepeat);
    expect({ ...ending, repeatedCards: 0 }).toEqual(await undisturbed(scenario));
  });

  it("before and after the first yes of two people ends in the same place as no crash", async () => {
    const instants = ["decision.commit:before", "decision.commit:after"] as const;
    const { kills, ending } = await playOnShared("two-people", instants);
    expect(kills).toBe(2);
    expect(ending.story).toEqual(expect.arrayContaining(["first-approved", "approved"]));
    expect(ending).toEqual(await undisturbed("two-people"));
  });

  // The fix itself needs no decision, so that each instant lies on the way back.
  it("on the way of an undoing ends in the same place as no crash", async () => {
    const instants = [
      ...(["decision.commit:after", "apply.patch:before", "apply.patch:after"] as const),
      ...(["apply.record:before", "close.commit:before"] as const),
    ];
    const { kills, ending } = await playOnShared("undone", instants);
    expect(kills).toBe(instants.length);
    expect(ending).toMatchObject({ outcome: "declined", results: ["verified", "verified"] });
    // One patch by the fix, and one by its undoing, which names what it undoes.
    expect(ending.writes).toMatchObject({ "patch deployments.apps attempt 1": 2 });
    expect(ending).toEqual(await undisturbed("undone"));
  });

  it.each(twoInstants(3))(
    `at %s and again at %s ends in the same place (seed ${SEED})`,
    async (...instants) => {
      const played = await playOnShared("classic", instants);
      expect(played).toEqual({ kills: 2, ending: await undisturbed("classic") });
    },
  );

  it("at two instants with the service's own database server ends in the same place", async () => {
    const database = await embeddedDatabase();
    const kills = ["apply.patch:after", "verify.commit:before"] as const;
    const played = await play(stage, { scenario: "classic", kills, database }).finally(() => database.drop());
    expect(played).toEqual({ kills: 2, ending: await undisturbed("classic") });
  });
});

/** Pairs in the order of the classic's road, so that the second lies ahead of the first. */
function twoInstants(pairs: number): [EffectInstant, EffectInstant][] {
  const names = EFFECT_NAMES.filter((name) => scenarioFor(name) === "classic" && !name.startsWith("notify."));
  const road = names.flatMap((name): EffectInstant[] => [`${name}:before`, `${name}:after`]);
  const random = createRandom(SEED);
  return Array.from({ length: pairs }, () => {
    const first = Math.floor(random.next() * (road.length - 1));
    const second = first + 1 + Math.floor(random.next() * (road.length - 1 - first));
    return [road[first] ?? "run.claim:before", road[second] ?? "run.claim:before"];
  });
}
