import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EFFECT_NAMES, type EffectInstant } from "../../src/core/effects.ts";
import { createRandom } from "../../src/simulation/store/random.ts";
import { embeddedDatabase, sharedDatabase } from "./crash-database.ts";
import { type CrashStage, raiseCrashStage } from "./crash-stage.ts";
import type { Ending } from "./ending.ts";
import { type Played, play } from "./play.ts";
import { type ScenarioName, scenarioFor } from "./scenarios.ts";

const INSTANTS = EFFECT_NAMES.flatMap((name): EffectInstant[] => [`${name}:before`, `${name}:after`]);
/** Between the custom bot's answer and its record one message may be repeated: the bot has no idempotency key. */
const MAY_REPEAT_ONE: readonly EffectInstant[] = ["notify.send:after", "notify.record:before"];

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
  it.each(INSTANTS)("at %s ends in the same place as no crash", async (instant) => {
    const scenario = scenarioFor(instant);
    const [expected, { kills, ending }] = [
      await undisturbed(scenario),
      await playOnShared(scenario, [instant]),
    ];
    expect(kills).toBe(1);
    if (MAY_REPEAT_ONE.includes(instant)) {
      expect(ending.repeatedCards).toBeLessThanOrEqual(1);
      ending.repeatedCards = 0;
    }
    expect(ending).toEqual(expected);
  });

  it.each(twoInstants(4))("at %s and again at %s ends in the same place", async (first, second) => {
    const [expected, played] = [await undisturbed("classic"), await playOnShared("classic", [first, second])];
    expect(played).toEqual({ kills: 2, ending: expected });
  });

  it.each<EffectInstant>(["apply.patch:after", "verify.commit:before"])(
    "at %s with the service's own database server ends in the same place",
    async (instant) => {
      const database = await embeddedDatabase();
      const played = await play(stage, { scenario: "classic", kills: [instant], database }).finally(() =>
        database.drop(),
      );
      expect(played).toEqual({ kills: 1, ending: await undisturbed("classic") });
    },
  );
});

/** Pairs in the order of the classic's road, so that the second lies ahead of the first; the seed can be set to try others. */
function twoInstants(pairs: number): [EffectInstant, EffectInstant][] {
  const road = INSTANTS.filter(
    (instant) => scenarioFor(instant) === "classic" && !instant.startsWith("notify."),
  );
  const random = createRandom(Number(process.env["CRASH_SEED"] ?? 1));
  return Array.from({ length: pairs }, () => {
    const first = Math.floor(random.next() * (road.length - 1));
    const second = first + 1 + Math.floor(random.next() * (road.length - 1 - first));
    return [road[first] ?? "run.claim:before", road[second] ?? "run.claim:before"];
  });
}
