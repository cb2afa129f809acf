import type { IncidentRow } from "../../incidents/incident-row.ts";
import { STEP_KIND } from "../../incidents/keep-step.ts";
import type { Policy } from "../../remediation/policy/policy.ts";
import { replayProgram } from "./replay-program.ts";
import { replayProofs } from "./replay-proof.ts";
import { replayRoad } from "./replay-road.ts";
import { type AuditRow, type Replayed, replayRow } from "./replay-row.ts";
import { stepLines } from "./step-lines.ts";

/** All that is decided again of an incident, in the order of its rows. */
export function replayIncident(
  rows: readonly AuditRow[],
  given: { policy: Policy; incident: IncidentRow },
): Replayed[] {
  const moves = replayRoad(rows, given.incident);
  const rest = rows.flatMap((row) => replayRow(row, given) ?? replayProgram(row) ?? []);
  return [...moves, ...replayProofs(rows), ...rest].toSorted((one, other) => one.sequence - other.sequence);
}

/** What would differ, how much was decided again, and what was taken from the records, in all and step by step. */
export function replayLines(rows: readonly AuditRow[], replayed: readonly Replayed[]): string[] {
  const different = replayed.filter(({ was, now }) => was !== now);
  const again = new Set(replayed.map(({ sequence }) => sequence));
  const taken = rows.filter(({ sequence, kind }) => kind !== STEP_KIND && !again.has(sequence));
  const blind = rows.filter(({ sequence, kind }) => kind === STEP_KIND && !again.has(sequence)).length;
  return [
    ...different.map(({ sequence, kind, was, now }) => `row ${sequence} (${kind}): ${was}; now: ${now}`),
    `${replayed.length} decisions of ${rows.length} rows, ${different.length} would differ`,
    ...(replayed.length > 0 ? [`decided again: ${counted(replayed)}`] : []),
    ...(taken.length > 0 ? [`taken from the records: ${counted(taken)}`] : []),
    ...(blind > 0
      ? [`${blind} steps tell no move that could be chosen again: Supervisor's own, or of an earlier version`]
      : []),
    ...stepLines(rows, replayed),
  ];
}

function counted(rows: readonly { kind: string }[]): string {
  return [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, all]) => `${all.length} ${kind}`).join(", ");
}
