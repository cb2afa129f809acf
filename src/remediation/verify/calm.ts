import { digestOf } from "../../core/json.ts";
import type { Calm } from "../../domain/calm.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { isSteady } from "./steady.ts";

/** The stretch of calm after one more look; null where the workload is not steady now. Pure. */
export function calmAfter(
  known: Calm | null,
  look: { purpose: string; state: WorkloadState; now: Date },
): Calm | null {
  const { purpose, state, now } = look;
  if (!isSteady(state)) return null;
  const marks = marksOf(state);
  const goesOn = known?.purpose === purpose && known.marks === marks;
  return goesOn ? known : { purpose, since: now.toISOString(), marks };
}

export function calmSeconds(calm: Calm | null, now: Date): number {
  return calm === null ? 0 : (now.getTime() - Date.parse(calm.since)) / 1000;
}

/** A container that ended in between has another count or another last end, and a pod that was replaced another UID. */
function marksOf(state: WorkloadState): string {
  const pods = state.pods.map(({ uid, containers }) => ({
    uid,
    containers: containers.map(({ name, restartCount, lastEnd }) => [name, restartCount, lastEnd?.id ?? ""]),
  }));
  return digestOf(pods.toSorted((a, b) => (a.uid < b.uid ? -1 : 1)));
}
