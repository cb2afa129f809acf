import type { Proof } from "./attempt.ts";

/** How a try ended, in terms of what it teaches. `denied`: the policy allowed no try. `corrected`: a person chose otherwise. */
export const LESSON_RESULTS = [
  "verified",
  "recurred",
  "rolled-back",
  "rollback-failed",
  "kept",
  "superseded",
  "refused",
  "denied",
  "corrected",
] as const;
export type LessonResult = (typeof LESSON_RESULTS)[number];

/** Where a lesson was learned, seen from the object that is asked about. */
export const PLACES = ["here", "namespace", "cluster"] as const;
export type Place = (typeof PLACES)[number];

export interface Lesson {
  result: LessonResult;
  proof: Proof | null;
  place: Place;
  at: Date;
}

/** Whole numbers are for people; weights, which fade, are for decisions. */
export interface Tally {
  held: number;
  tried: number;
  heldWeight: number;
  weight: number;
}

/** How an action did for one cause and shape: on this object, in its namespace, and everywhere. Each includes the ones before. */
export type Standing = Record<Place, Tally>;

/** After so long a lesson counts half: images, nodes and people change. */
export const HALF_LIFE_DAYS = 30;
const DAY_MS = 24 * 3600_000;

/** What an end counts. One that says little of the change itself counts less: a refusal came before it was tried. */
const WEIGHTS: Record<LessonResult, number> = {
  verified: 1,
  recurred: 1,
  "rolled-back": 1,
  "rollback-failed": 1,
  kept: 1,
  corrected: 1,
  superseded: 0.5,
  refused: 0.5,
  denied: 0.25,
};
const PROVISIONAL = 0.5;

/** Half as much for each half-life; a time ahead of ours counts as now. */
export function weightOf({ result, proof, at }: Lesson, now: Date): number {
  const ageDays = Math.max(0, now.getTime() - at.getTime()) / DAY_MS;
  const certainty = result === "verified" && proof === "provisional" ? PROVISIONAL : 1;
  return WEIGHTS[result] * certainty * 0.5 ** (ageDays / HALF_LIFE_DAYS);
}

/** Adds lessons up. Pure; the order of the lessons does not matter beyond rounding. */
export function standingOf(lessons: readonly Lesson[], now: Date): Standing {
  const standing: Standing = { here: noTally(), namespace: noTally(), cluster: noTally() };
  for (const lesson of lessons) {
    const weight = weightOf(lesson, now);
    const isHeld = lesson.result === "verified";
    for (const place of PLACES.slice(PLACES.indexOf(lesson.place))) {
      const tally = standing[place];
      tally.weight += weight;
      if (isHeld) tally.heldWeight += weight;
      // What was never tried is no "of so many times" for a person.
      if (lesson.result === "denied" || lesson.result === "refused") continue;
      tally.tried += 1;
      if (isHeld) tally.held += 1;
    }
  }
  return standing;
}

const noTally = (): Tally => ({ held: 0, tried: 0, heldWeight: 0, weight: 0 });

/** One-sided 95 %. */
const Z = 1.6449;

/**
 * Lower end of the Wilson score interval: how often it holds at least, as far as so few tries can tell. 0 without any.
 * Source: Wilson 1927; Brown, Cai and DasGupta 2001, "Interval Estimation for a Binomial Proportion".
 */
export function lowerBound({ heldWeight, weight }: Pick<Tally, "heldWeight" | "weight">): number {
  if (weight <= 0) return 0;
  const share = Math.min(1, heldWeight / weight);
  const z2 = Z * Z;
  const centre = share + z2 / (2 * weight);
  const spread = Z * Math.sqrt((share * (1 - share)) / weight + z2 / (4 * weight * weight));
  // Rounding may leave a hair more than was seen.
  return Math.min(share, Math.max(0, (centre - spread) / (1 + z2 / weight)));
}

/** Fewer tries than these decide nothing. */
export const LEAST_WEIGHT = 2.5;
/** An action that is not sure to hold more often than this, and was seen to hold less than every other time, is no answer without a person. */
export const POOR_BOUND = 0.3;
const POOR_SHARE = 0.5;

/** The nearest place that has seen enough to speak: what happened here outweighs what happened elsewhere. */
export function telling(standing: Standing): { place: Place; tally: Tally; bound: number } | undefined {
  const place = PLACES.find((one) => standing[one].weight >= LEAST_WEIGHT);
  if (place === undefined) return undefined;
  const tally = standing[place];
  return { place, tally, bound: lowerBound(tally) };
}

/** Enough is known, and it holds too rarely. */
export function isPoor(standing: Standing): boolean {
  const told = telling(standing);
  if (told === undefined) return false;
  return told.bound < POOR_BOUND && told.tally.heldWeight < POOR_SHARE * told.tally.weight;
}
