import type { Attempt, Guards, ObjectState } from "../world.ts";

/**
 * Stands for the API server and for src/remediation/steps/write-patch.ts: a patch whose tests (UID, generation, value) hold
 * or that changes nothing.
 */
export function patched(
  { object, seen, attempt }: { object: ObjectState; seen: ObjectState; attempt: Attempt },
  guards: Guards,
): ObjectState | undefined {
  if (object.uid !== attempt.uid || object.value !== attempt.from) return undefined;
  if (guards.freshGeneration && object.generation !== seen.generation) return undefined;
  return written(object, { value: attempt.to, mark: attempt.id });
}

/** Stands for src/remediation/verify/return-patch.ts: only what still holds our value is put back. */
export function putBack(
  { object, seen, attempt }: { object: ObjectState; seen: ObjectState; attempt: Attempt },
  guards: Guards,
): ObjectState | undefined {
  const isOurs = object.uid === attempt.uid && object.value === attempt.to;
  const isFresh = object.generation === seen.generation;
  if (guards.returnTestsValue && !(isOurs && (isFresh || !guards.freshGeneration))) return undefined;
  return written(object, { value: attempt.preImage, mark: null });
}

export function written(
  object: ObjectState,
  { value, mark }: { value: number; mark: string | null },
): ObjectState {
  return { uid: object.uid, generation: object.generation + 1, value, mark, age: 0 };
}

export const isApplied = (object: ObjectState, attempt: Pick<Attempt, "id" | "uid" | "to">): boolean =>
  object.uid === attempt.uid && object.mark === attempt.id && object.value === attempt.to;

/** Stands for src/remediation/planning/plan-misfit.ts. */
export const fits = (object: ObjectState, change: { uid: number; from: number }): boolean =>
  object.uid === change.uid && object.value === change.from;
