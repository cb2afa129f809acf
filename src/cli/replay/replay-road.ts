import { z } from "zod";
import { roadAhead } from "../../agents/road-ahead.ts";
import { MOVES, type Move } from "../../agents/state.ts";
import { redactValue } from "../../core/redact-value.ts";
import type { Finding } from "../../domain/finding.ts";
import { INCIDENT_STATUSES, type Incident } from "../../domain/incident.ts";
import { type IncidentRow, incidentOfRow } from "../../incidents/incident-row.ts";
import { STEP_KIND } from "../../incidents/keep-step.ts";
import { findingAt } from "./finding-at.ts";
import type { AuditRow, Replayed } from "./replay-row.ts";

const lastMoveSchema = z
  .string()
  .transform((taken) => taken.split("/"))
  .pipe(z.tuple([z.enum(INCIDENT_STATUSES), z.enum(Object.keys(MOVES) as [Move, ...Move[]])]));
const stepSchema = z.looseObject({
  road: z.looseObject({
    taken: z.array(z.string()).min(1),
    computation: z.enum(["asked", "answered", "open", "programmed"]).nullable(),
    sequence: z.number(),
    handover: z.enum(["none", "as it is", "explained"]),
    isWatched: z.boolean(),
    hasModel: z.boolean(),
    hasSandbox: z.boolean(),
    isOverBudget: z.boolean(),
  }),
});
type Road = z.infer<typeof stepSchema>["road"];

/** Chooses each move of the agents once more, from the rows before it and what its step recorded. Calls nothing. */
export function replayRoad(rows: readonly AuditRow[], incident: IncidentRow): Replayed[] {
  return rows.flatMap((row) => {
    const road = row.kind === STEP_KIND ? stepSchema.safeParse(row.input).data?.road : undefined;
    const finding = road && findingAt(rows, road.sequence);
    if (road === undefined || finding === undefined) return [];
    return moveAgain(row.sequence, road, { incident: incidentOfRow(incident), finding });
  });
}

function moveAgain(
  sequence: number,
  road: Road,
  { incident, finding }: { incident: Incident; finding: Finding | null },
): Replayed[] {
  const last = lastMoveSchema.safeParse(road.taken.at(-1)).data;
  // A move that is none any more is taken from the records.
  if (last === undefined) return [];
  const [status, was] = last;
  const { moves, isModels } = roadAhead({
    ...road,
    taken: road.taken.slice(0, -1),
    incident: { ...incident, ...named(incident), ...stood(road), finding, status },
    now: AT_SOME_TIME,
  });
  const [first = "no move"] = moves;
  // Which of them a model chose is in its own row, which is replayed by itself.
  const again = isModels && moves.includes(was) ? was : first;
  return [{ sequence, kind: "move", was: `${was} while ${status}`, now: `${again} while ${status}` }];
}

const AT_SOME_TIME = new Date(0);
const NO_WORDS = { sentence: "", evidence: [], tried: [], nextSteps: [] };

/** Of hand-over and watch the rules ask whether there are any. It was due, or no move would have been chosen. */
const stood = ({ handover, isWatched }: Road): Pick<Incident, "handover" | "watchUntil" | "dueAt"> => ({
  handover:
    handover === "none" ? null : { ...NO_WORDS, ...(handover === "explained" && { explanation: [] }) },
  watchUntil: isWatched ? AT_SOME_TIME : null,
  dueAt: AT_SOME_TIME,
});

/** As the audit names them, so that what stands in a finding can be held against it. */
const named = ({ subject, workload }: Incident) => redactValue({ subject, workload });
