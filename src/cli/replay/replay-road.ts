import { z } from "zod";
import { roadAhead } from "../../agents/road-ahead.ts";
import { MOVES, type Move } from "../../agents/state.ts";
import { INCIDENT_STATUSES } from "../../domain/incident.ts";
import { type IncidentRow, incidentOfRow } from "../../incidents/incident-row.ts";
import { STEP_KIND } from "../../incidents/keep-step.ts";
import { AT_FIRST, afterRow, type Stood } from "./as-it-stood.ts";
import type { AuditRow, Replayed } from "./replay-row.ts";

const lastMoveSchema = z
  .string()
  .transform((taken) => taken.split("/"))
  .pipe(z.tuple([z.enum(INCIDENT_STATUSES), z.enum(Object.keys(MOVES) as [Move, ...Move[]])]));
const stepSchema = z.looseObject({
  entries: z.array(z.number()),
  road: z.looseObject({
    taken: z.array(z.string()).min(1),
    computation: z.enum(["asked", "answered", "open", "programmed"]).nullable(),
    hasModel: z.boolean(),
    hasSandbox: z.boolean(),
    isOverBudget: z.boolean(),
  }),
});

/** Chooses each move of the agents once more, from the rows before it and what its step recorded. Calls nothing. */
export function replayRoad(rows: readonly AuditRow[], incident: IncidentRow): Replayed[] {
  const stood = [{ sequence: 0, as: AT_FIRST }];
  for (const row of rows)
    stood.push({ sequence: row.sequence, as: afterRow(stood.at(-1)?.as ?? AT_FIRST, row) });
  return rows.flatMap((row) => {
    const step = row.kind === STEP_KIND ? stepSchema.safeParse(row.input).data : undefined;
    if (step === undefined) return [];
    const first = Math.min(row.sequence, ...step.entries);
    const before = stood.findLast(({ sequence }) => sequence < first)?.as ?? AT_FIRST;
    return moveAgain(row.sequence, step.road, { incident, before });
  });
}

function moveAgain(
  sequence: number,
  road: z.infer<typeof stepSchema>["road"],
  { incident, before }: { incident: IncidentRow; before: Stood },
): Replayed[] {
  const last = lastMoveSchema.safeParse(road.taken.at(-1)).data;
  // A move that is none any more is taken from the records.
  if (last === undefined) return [];
  const [status, was] = last;
  const now = new Date(0);
  const { moves, isModels } = roadAhead({
    ...road,
    taken: road.taken.slice(0, -1),
    // It was due, or no move would have been chosen.
    incident: { ...incidentOfRow(incident), ...before, status, dueAt: now },
    now,
  });
  const [first = "no move"] = moves;
  // Which of them a model chose is in its own row, which is replayed by itself.
  const again = isModels && moves.includes(was) ? was : first;
  return [{ sequence, kind: "move", was: `${was} while ${status}`, now: `${again} while ${status}` }];
}
