import type { Incident } from "../domain/incident.ts";
import { isElsewhere } from "./nodes/root-cause.ts";
import type { Move } from "./state.ts";

/** What the Supervisor may choose from. `taken` holds this run's moves as "status/move". */
export interface Situation {
  incident: Incident;
  taken: readonly string[];
  now: Date;
  isOverBudget: boolean;
}

/**
 * The moves that the incident's row allows now, best first. With no model the first is taken; a model may choose
 * another one of these and nothing else. Empty: the run is over and a due row brings the next.
 */
export function legalMoves(situation: Situation): Move[] {
  const { incident, isOverBudget } = situation;
  if (isOverBudget) return incident.status === "investigating" ? ["hand-over"] : [];
  return isWaiting(situation) ? [] : movesByStatus(situation);
}

function movesByStatus({ incident, taken }: Situation): Move[] {
  switch (incident.status) {
    case "investigating":
      return investigatingMoves(incident, taken);
    case "awaiting-approval":
      return ["review-approval"];
    case "applying":
      return ["apply"];
    case "verifying":
      return ["verify"];
    case "rolling-back":
      return ["put-back"];
    case "needs-person":
      return ["look-after"];
    case "closed":
      return incident.watchUntil === null ? [] : ["watch"];
  }
}

/** A finding counts only when this run looked at the cluster: an older one may describe what is no longer there. */
function investigatingMoves(incident: Incident, taken: readonly string[]): Move[] {
  const lastLook = taken.lastIndexOf(step(incident, "investigate"));
  if (incident.finding === null || lastLook < 0 || statusChangedSince(lastLook, taken))
    return ["investigate"];
  // What is at fault elsewhere has an incident of its own, or none can be opened: nothing is planned here.
  if (incident.finding.cause === "unknown" || isElsewhere(incident, incident.finding)) return ["hand-over"];
  return ["propose", "hand-over"];
}

function statusChangedSince(index: number, taken: readonly string[]): boolean {
  return taken.slice(index + 1).some((entry) => !entry.startsWith("investigating/"));
}

/** The last move left the incident in the same status with a due time ahead: trying again at once changes nothing. */
function isWaiting({ incident, taken, now }: Situation): boolean {
  const hasJustMoved = taken.at(-1)?.startsWith(`${incident.status}/`) ?? false;
  return hasJustMoved && (incident.dueAt === null || incident.dueAt.getTime() > now.getTime());
}

/** How a move is remembered in the run's state. */
export function step(incident: Pick<Incident, "status">, move: Move): string {
  return `${incident.status}/${move}`;
}
