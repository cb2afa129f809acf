import { isDeepStrictEqual } from "node:util";
import type { AttemptRow, Evidence } from "../evidence.ts";
import { changedPaths, type ServiceWrite, serviceWrites, valueAt } from "../writes.ts";

/** Whatever was to be put back holds what it held before, and nothing was put back without a record. */
export function incompleteRollbacks(evidence: Evidence): string[] {
  const writes = serviceWrites(evidence);
  const returned = evidence.rows.attempts.filter(({ result }) => result === "rolled-back");
  const unrecorded = writes.flatMap(({ is }) =>
    is?.way === "return" && !["rolled-back", "rollback-failed"].includes(is.attempt.result ?? "")
      ? [`${whichOf(is.attempt)} was put back and says ${is.attempt.result}`]
      : [],
  );
  return [...returned.flatMap((attempt) => shortfalls(attempt, writes)), ...unrecorded];
}

function shortfalls(attempt: AttemptRow, writes: readonly ServiceWrite[]): string[] {
  return attempt.actions.flatMap((action, index) => {
    if (action.patch.length === 0) return [];
    const own = writes.filter(({ is }) => is?.attempt.id === attempt.id && is.action === index);
    const [made, back] = ["application", "return"].map((way) => own.find(({ is }) => is?.way === way));
    // Never made: there was nothing to put back.
    if (made === undefined) return [];
    if (back === undefined || back.at < made.at) return [`${whichOf(attempt)} was not put back`];
    const left = changedPaths(action).filter(
      (path) => !isDeepStrictEqual(valueAt(back.request.after, path), valueAt(attempt.preImage, path)),
    );
    return left.map((path) => `${whichOf(attempt)} left ${path} behind`);
  });
}

const whichOf = ({ number, incidentId }: AttemptRow) => `attempt ${number} of incident ${incidentId}`;
