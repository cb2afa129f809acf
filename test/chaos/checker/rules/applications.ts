import type { Evidence } from "../evidence.ts";
import { nameOf, serviceWrites } from "../writes.ts";

/** A change is made once, whatever happened to its answer. */
export function doubledApplications(evidence: Evidence): string[] {
  const counts = new Map<string, number>();
  for (const { is, request } of serviceWrites(evidence)) {
    if (is === undefined) continue;
    const what = `attempt ${is.attempt.number} of incident ${is.attempt.incidentId}, action ${is.action + 1}, ${is.way}: ${nameOf(request)}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].flatMap(([what, count]) => (count > 1 ? [`made ${count} times: ${what}`] : []));
}

/** What the ledger says was applied is in the server's log, and the other way round. */
export function unrecordedApplications(evidence: Evidence): string[] {
  const applied = new Set(
    serviceWrites(evidence).flatMap(({ is }) => (is?.way === "application" ? [is.attempt.id] : [])),
  );
  return evidence.rows.attempts.flatMap(({ id, incidentId, number, hasApplied, actions, result }) => {
    const isPatch = actions.every(({ patch }) => patch.length > 0);
    if (!isPatch || hasApplied === applied.has(id)) return [];
    const which = `attempt ${number} of incident ${incidentId}`;
    // Somebody else's change came between the answer that was lost and the look for it.
    if (applied.has(id) && result === "superseded") return [];
    return [hasApplied ? `${which} is recorded and was never made` : `${which} was made and is not recorded`];
  });
}
