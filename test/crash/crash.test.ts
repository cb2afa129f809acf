import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EFFECT_NAMES, type EffectInstant } from "../../src/core/effects.ts";
import { type CrashStage, raiseCrashStage } from "./crash-stage.ts";
import { type Ending, play } from "./play.ts";
import { scenarioFor } from "./scenarios.ts";

const INSTANTS = EFFECT_NAMES.flatMap((name): EffectInstant[] => [`${name}:before`, `${name}:after`]);
/** Between the custom bot's answer and its record one message may be repeated: the bot has no idempotency key. */
const MAY_REPEAT_ONE: readonly EffectInstant[] = ["notify.send:after", "notify.record:before"];

let stage: CrashStage;
const references = new Map<string, Promise<Ending>>();

beforeAll(async () => {
  stage = await raiseCrashStage();
});
afterAll(() => stage.end());

/** How the same story ends when nothing crashes. */
function referenceFor(scenario: string): Promise<Ending> {
  const known = references.get(scenario) ?? play(stage, scenario, null);
  references.set(scenario, known);
  return known;
}

describe.concurrent("kill -9", () => {
  it.each(INSTANTS)("at %s ends in the same place as no crash", async (instant) => {
    const scenario = scenarioFor(instant);
    const [expected, actual] = [await referenceFor(scenario), await play(stage, scenario, instant)];
    expect(actual.wasKilled).toBe(true);
    expect(actual.final).toEqual(expected.final);
    expect(actual.patchesByAttempt).not.toEqual([]);
    expect(actual.patchesByAttempt).toEqual(expected.patchesByAttempt);
    expect(actual.incidents).toBe(1);
    const repeated = actual.cards.length - new Set(actual.cards).size;
    expect(repeated).toBeLessThanOrEqual(MAY_REPEAT_ONE.includes(instant) ? 1 : 0);
    expect([...new Set(actual.cards)]).toEqual(expected.cards);
  });
});
