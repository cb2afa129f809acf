import { canonicalJson } from "../../core/json.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";

const FAILED = ["recurred", "rolled-back", "rollback-failed", "kept"] as const;

/** Whether the change was made and did not hold. */
export function hasFailed(attempt: Attempt): boolean {
  return FAILED.some((result) => result === attempt.result);
}

/** What a plan comes to, without who made it and when: equal ones are the same try. */
export function essenceOf(actions: readonly Action[]): string {
  return canonicalJson(
    actions.map(({ type, target, parameters }) => {
      const {
        basis: _basis,
        basisKind: _kind,
        newName: _name,
        ...rest
      } = parameters as Record<string, unknown>;
      return { type, target: { ...target, uid: "" }, parameters: rest };
    }),
  );
}

/** The highest limit at which the container was killed, ours included: the next try must be above it. */
export function floorBytes(attempts: readonly Attempt[], container: string, liveBytes: number): number {
  const tried = attempts
    .filter(hasFailed)
    .flatMap((attempt) => attempt.plan.actions)
    .flatMap((action) =>
      (action.type === "SetMemoryLimit" || action.type === "ResizePod") &&
      action.parameters.container === container
        ? [action.parameters.toLimitBytes]
        : [],
    );
  return Math.max(liveBytes, ...tried);
}

/** The last failure was of another kind than a kill at the new limit: more memory is then no answer. */
export function lastFailedOtherwise(attempts: readonly Attempt[]): Attempt | undefined {
  const last = attempts.filter(hasFailed).at(-1);
  if (last === undefined || last.result === "recurred") return undefined;
  return last.verification.failedRunSeconds === null ? last : undefined;
}

/** How many of the latest attempts in a row ended because the object was another one by then. */
export function supersededInARow(attempts: readonly Attempt[]): number {
  const last = attempts.findLastIndex((attempt) => attempt.result !== "superseded");
  return attempts.length - 1 - last;
}

/** After the first, the second and each further attempt that was superseded: whoever changes the object may not be done. */
const CALM_SECONDS = [10, 60] as const;

/** Until when no further attempt is begun, so that a rollout in several steps does not use all of them up. */
export function calmAfter(attempts: readonly Attempt[]): Date | undefined {
  const count = supersededInARow(attempts);
  const endedAt = attempts.at(-1)?.endedAt;
  if (count === 0 || endedAt == null) return undefined;
  const seconds = CALM_SECONDS[count - 1] ?? CALM_SECONDS[1];
  return new Date(endedAt.getTime() + seconds * 1000);
}

/** Somebody set the last change back to what was there before: to write it again would be a fight, whoever is right. */
export function undoneBefore(attempts: readonly Attempt[]): string | undefined {
  const last = attempts.at(-1);
  const by = last?.verification.undoneBy;
  if (last === undefined || last.result !== "superseded" || by === undefined) return undefined;
  return `${by} undid attempt ${last.number} while it was proven (${last.plan.sentence}): the cause may well be right, but no second attempt is made against whoever owns this object. Make the change where ${by} takes it from`;
}
