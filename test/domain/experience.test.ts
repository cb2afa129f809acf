import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  HALF_LIFE_DAYS,
  isPoor,
  LESSON_RESULTS,
  type Lesson,
  lowerBound,
  PLACES,
  standingOf,
  telling,
  weightOf,
} from "../../src/domain/experience.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600_000);
const lesson = (result: Lesson["result"], more: Partial<Lesson> = {}): Lesson => ({
  result,
  proof: null,
  place: "here",
  at: NOW,
  ...more,
});
const lessons = (held: number, failed: number, place: Lesson["place"] = "here") => [
  ...Array.from({ length: held }, () => lesson("verified", { proof: "full", place })),
  ...Array.from({ length: failed }, () => lesson("rolled-back", { place })),
];

describe("a lesson", () => {
  it("counts half after each half-life, and not more where its time is ahead of ours", () => {
    const weights = [0, HALF_LIFE_DAYS, 2 * HALF_LIFE_DAYS, -5].map((days) =>
      weightOf(lesson("verified", { at: daysAgo(days) }), NOW),
    );
    expect(weights).toEqual([1, 0.5, 0.25, 1]);
  });

  it.each([
    [lesson("verified", { proof: "provisional" }), 0.5],
    [lesson("refused"), 0.5],
    [lesson("superseded"), 0.5],
    [lesson("denied"), 0.25],
    [lesson("recurred"), 1],
    [lesson("corrected"), 1],
  ])("weighs what it is sure of: %#", (one, weight) => {
    expect(weightOf(one, NOW)).toBe(weight);
  });

  it("of here is one of the namespace and of everywhere too, and not the other way round", () => {
    const all = [...lessons(2, 0), ...lessons(1, 1, "namespace"), ...lessons(8, 0, "cluster")];
    const { here, namespace, cluster } = standingOf(all, NOW);
    expect([here, namespace, cluster].map(({ held, tried }) => [held, tried])).toEqual([
      [2, 2],
      [3, 4],
      [11, 12],
    ]);
  });

  it("that came before any try is no try that people are told of, and weighs still", () => {
    const { here } = standingOf([...lessons(1, 0), lesson("denied"), lesson("refused")], NOW);
    expect(here).toEqual({ held: 1, tried: 1, heldWeight: 1, weight: 1.75 });
  });
});

// Figures from the formula with z = 1.6449, worked out by hand.
test.each([
  [0, 0, 0],
  [0, 3, 0],
  [1, 1, 0.27],
  [2, 4, 0.182],
  [11, 12, 0.701],
  [60, 100, 0.518],
])("of %i that held of %i the lower bound is %d", (heldWeight, weight, bound) => {
  expect(lowerBound({ heldWeight, weight })).toBeCloseTo(bound, 2);
});

test("the bound grows with what held and falls with what did not, and stays below what was seen", () => {
  const count = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(count, count, (held, failed) => {
      const bound = (h: number, f: number) => lowerBound({ heldWeight: h, weight: h + f });
      expect(bound(held, failed)).toBeLessThanOrEqual(held / Math.max(1, held + failed));
      expect(bound(held + 1, failed)).toBeGreaterThanOrEqual(bound(held, failed));
      expect(bound(held, failed + 1)).toBeLessThanOrEqual(bound(held, failed));
    }),
    { examples: [[0, 78]] },
  );
});

describe("what is poor", () => {
  it.each([
    ["two failures", 0, 2, false],
    ["three failures", 0, 3, true],
    ["one of three", 1, 2, true],
    ["every other time", 2, 2, false],
    ["one in three of many", 33, 67, true],
    ["two in five of many", 40, 60, false],
    ["nearly always", 11, 1, false],
  ])("%s: %i held, %i did not: %s", (_name, held, failed, isIt) => {
    expect(isPoor(standingOf(lessons(held, failed), NOW))).toBe(isIt);
  });

  it("is told by the nearest place that has seen enough", () => {
    const good = standingOf([...lessons(3, 0), ...lessons(0, 50, "cluster")], NOW);
    expect(telling(good)).toMatchObject({ place: "here" });
    expect(isPoor(good)).toBe(false);
    const unknownHere = standingOf([...lessons(1, 0), ...lessons(0, 50, "namespace")], NOW);
    expect(telling(unknownHere)).toMatchObject({ place: "namespace" });
    expect(isPoor(unknownHere)).toBe(true);
  });

  it("is forgotten with time", () => {
    const old = lessons(0, 4).map((one) => ({ ...one, at: daysAgo(60) }));
    expect(isPoor(standingOf(old, NOW))).toBe(false);
  });
});

test("the order of lessons changes nothing", () => {
  const one = fc.record({
    result: fc.constantFrom(...LESSON_RESULTS),
    proof: fc.constantFrom(null, "full" as const, "provisional" as const),
    place: fc.constantFrom(...PLACES),
    at: fc.integer({ min: 0, max: 365 }).map(daysAgo),
  });
  fc.assert(
    fc.property(fc.array(one), (all) => {
      const forward = standingOf(all, NOW);
      const back = standingOf(all.toReversed(), NOW);
      for (const place of PLACES) {
        expect(back[place].weight).toBeCloseTo(forward[place].weight, 6);
        expect(back[place].held).toBe(forward[place].held);
      }
    }),
  );
});
