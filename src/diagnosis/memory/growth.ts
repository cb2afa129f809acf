import type { Attempt } from "../../domain/attempt.ts";
import type { MemoryCase } from "../../domain/memory-case.ts";
import type { Facts } from "../facts.ts";
import type { KillGroup } from "./kill.ts";

export interface Run {
  limitBytes: number;
  /** Longest run of a killed instance under this limit. */
  seconds: number;
}

/** The limits that were tried, lowest first, with how long an instance lived under each before memory ended it. */
export function runsOf(facts: Facts, group: KillGroup, limitBytes: number | null): Run[] {
  const earlier = facts.attempts
    .filter((attempt) => attempt.appliedAt !== null)
    .flatMap((attempt) =>
      attempt.plan.actions.flatMap((action) =>
        (action.type === "SetMemoryLimit" || action.type === "ResizePod") &&
        action.parameters.container === group.container
          ? runsOfAttempt(attempt, action.parameters)
          : [],
      ),
    );
  const present =
    limitBytes === null || group.kills.length === 0
      ? []
      : [{ limitBytes, seconds: Math.max(...group.kills.map((kill) => kill.ranSeconds)) }];
  const latest = new Map([...earlier, ...present].map((run) => [run.limitBytes, run]));
  return [...latest.values()].toSorted((a, b) => a.limitBytes - b.limitBytes);
}

/** A limit that did not hold was tried too, whether or not it was put back since. */
function runsOfAttempt(
  { previousRunSeconds, verification }: Attempt,
  { fromLimitBytes, toLimitBytes }: { fromLimitBytes: number; toLimitBytes: number },
): Run[] {
  const { failedRunSeconds } = verification;
  return [
    { limitBytes: fromLimitBytes, seconds: previousRunSeconds },
    ...(failedRunSeconds === null ? [] : [{ limitBytes: toLimitBytes, seconds: failedRunSeconds }]),
  ];
}

/** Runs are whole seconds of the node's clock, so each may be off by almost one. */
const RESOLUTION_SECONDS = 1;
const SAME_POINT = 0.25;
/** Less than the full ratio of the limits: what a program holds from its start does not grow. */
const IN_PROPORTION = 0.7;

/**
 * Compares the first with the last limit tried. The kill at the same point of the run is bounded need; one that comes
 * later in proportion to the limit is growth without end. Runs of a few seconds, where the clock's resolution hides
 * which of the two it is, stay unknown.
 */
export function growthOf(runs: readonly Run[]): MemoryCase["growth"] {
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || last === undefined || last.limitBytes <= first.limitBytes) return "unknown";
  const limitRatio = last.limitBytes / first.limitBytes;
  const least = (last.seconds - RESOLUTION_SECONDS) / (first.seconds + RESOLUTION_SECONDS);
  const most =
    first.seconds > RESOLUTION_SECONDS
      ? (last.seconds + RESOLUTION_SECONDS) / (first.seconds - RESOLUTION_SECONDS)
      : Number.POSITIVE_INFINITY;
  const proportional = Math.max(1 + SAME_POINT, 1 + (limitRatio - 1) * IN_PROPORTION);
  if (
    least >= proportional ||
    (first.seconds > 0 && last.seconds / first.seconds >= proportional && least > 1)
  ) {
    return "unbounded";
  }
  const ratio = first.seconds === 0 ? Number.POSITIVE_INFINITY : last.seconds / first.seconds;
  const isSamePoint = ratio >= 1 - SAME_POINT && ratio <= 1 + SAME_POINT;
  return isSamePoint && most < proportional ? "bounded" : "unknown";
}
