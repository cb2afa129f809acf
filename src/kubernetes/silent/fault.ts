import type { ObjectRef } from "../../domain/object-ref.ts";
import type { NewSignal, Suspect } from "../../domain/signal.ts";
import type { Symptom } from "../../domain/symptom.ts";
import type { World } from "./world.ts";

/** Something that is wrong with an object at this instant; it becomes a signal when it lasts. */
export interface Fault {
  object: ObjectRef;
  symptom: Symptom;
  /** Tells two troubles of one symptom apart, so that one that follows the other is no repeat of it. */
  variant?: string;
  /** What would make it another trouble, such as how far a start has come: a change starts the grace anew. */
  state?: string;
  graceSeconds: number;
  detail: string;
  labels?: Suspect["labels"];
  record?: NewSignal["record"];
}

/** Faults of one family, all at once. `memory` is what was seen before, for what was never well. */
export type FindFaults = (world: World, memory: { now: number; wasWell: WellMemory }) => Fault[];

/** Which objects were once as they should be, as long as this watch runs. */
export interface WellMemory {
  has(uid: string): boolean;
  add(uid: string): void;
}

export const GRACE = {
  /** What was well and is not. */
  usual: 3 * 60,
  /** What was never well may not be meant to work yet. */
  neverWell: 6 * 60,
  /** Rollouts have a deadline of their own, of ten minutes by default. */
  rolling: 11 * 60,
  slow: 10 * 60,
} as const;

export function byNamespace<T extends { ref: ObjectRef }>(objects: Iterable<T>): Map<string, T[]> {
  return Map.groupBy(objects, ({ ref }) => ref.namespace);
}
