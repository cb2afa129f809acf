import { z } from "zod";
import { digestOf } from "../../core/json.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";

/** A picture in which nothing was wrong, and since when, by our own clock, every look has shown the same one. */
export const calmSchema = z.object({ picture: z.string(), since: z.string() });
export type Calm = z.infer<typeof calmSchema>;

/**
 * What one look at the workload adds to the looks before it; null where it shows something wrong. A crash loop looks
 * well between two kills, and an alert may be silent or off, so only equal pictures a whole soak apart show that
 * nothing ended meanwhile: restarts, ends and replaced pods all change the picture.
 */
export function calmAfter(before: Calm | null, state: WorkloadState, now: Date): Calm | null {
  if (!isWell(state)) return null;
  const picture = digestOf(pictureOf(state));
  return before?.picture === picture ? before : { picture, since: now.toISOString() };
}

/** All that should run is ready and nothing waits to be started again; the newest Job that has ended was completed. */
function isWell(state: WorkloadState): boolean {
  if (state.jobs.length > 0)
    return state.jobs.find(({ outcome }) => outcome !== "running")?.outcome === "complete";
  const isAllReady =
    state.readyReplicas >= state.desiredReplicas && state.updatedReplicas >= state.desiredReplicas;
  return isAllReady && state.pods.every((pod) => pod.containers.every((one) => one.waitingReason === ""));
}

function pictureOf({ pods, jobs }: WorkloadState) {
  return {
    pods: pods
      .map(({ uid, containers }) => ({
        uid,
        ends: containers.map(({ name, restartCount, lastEnd }) => [name, restartCount, lastEnd?.id ?? ""]),
      }))
      .toSorted((a, b) => a.uid.localeCompare(b.uid)),
    // Jobs come and go while all is well; a failed one alone changes the picture.
    failedJobs: jobs.filter(({ outcome }) => outcome === "failed").map(({ uid }) => uid),
  };
}
