import type { Finding } from "../domain/finding.ts";
import type { Incident } from "../domain/incident.ts";
import { isElsewhere } from "./nodes/root-cause.ts";
import type { Move, RunState } from "./state.ts";

/** What the Supervisor may choose from. `taken` holds this run's moves as "status/move". */
export interface Situation {
  incident: Incident;
  taken: readonly string[];
  now: Date;
  isOverBudget: boolean;
  /** Whether there is a model to ask; absent: there is none. */
  hasModel?: boolean;
  /** Whether there is a sandbox to run what a model writes; absent: there is none. */
  hasSandbox?: boolean;
  /** What the last move left to compute, or what was computed; absent: nothing. */
  computation?: RunState["computation"];
}

/**
 * The moves that the incident's row allows now, best first. With no model the first is taken; a model may choose
 * another one of these and nothing else. Empty: the run is over and a due row brings the next.
 */
export function legalMoves(situation: Situation): Move[] {
  const { incident, isOverBudget } = situation;
  if (isOverBudget || isCircling(situation.taken))
    return incident.status === "investigating" ? ["hand-over"] : [];
  return isWaiting(situation) ? [] : movesByStatus(situation);
}

/**
 * A model's move and another that undoes it, or one that changes nothing: three rounds show it. Moves of the rules alone go
 * in no circle: they look again after a wait, which may be over within the run, and the number of steps bounds them.
 */
export function isCircling(taken: readonly string[]): boolean {
  const last = taken.slice(-6);
  const isOfModel = last.some((entry) => /\/(?:consult|choose|program)$/.test(entry));
  return last.length === 6 && new Set(last).size <= 2 && isOfModel;
}

function movesByStatus(situation: Situation): Move[] {
  const { incident } = situation;
  switch (incident.status) {
    case "investigating":
      return investigatingMoves(situation);
    case "awaiting-approval":
      return ["review-approval"];
    case "applying":
      return ["apply"];
    case "verifying":
      return ["verify"];
    case "rolling-back":
      return ["put-back"];
    case "needs-person":
      return [mayExplain(situation) ? "explain" : "look-after"];
    case "closed":
      return incident.watchUntil === null ? [] : ["watch"];
  }
}

/** A finding counts only when this run looked at the cluster: an older one may describe what is no longer there. */
function investigatingMoves({ incident, taken, hasModel, hasSandbox, computation }: Situation): Move[] {
  const lastLook = taken.lastIndexOf(step(incident, "investigate"));
  if (incident.finding === null || lastLook < 0 || statusChangedSince(lastLook, taken))
    return ["investigate"];
  const isComputed = taken.includes(step(incident, "compute"));
  if (computation === "asked" && !isComputed) return ["compute"];
  if (computation === "answered") return ["investigate"];
  // What is at fault elsewhere has an incident of its own, or none can be opened: nothing is planned here.
  if (isElsewhere(incident, incident.finding)) return ["hand-over"];
  const wasTaken = (move: Move) => taken.slice(lastLook).includes(step(incident, move));
  // Nothing came of it but to look again: what it rested on may be different by now.
  if (wasTaken("propose")) return ["investigate"];
  const isNew = (move: Move) => hasModel === true && !wasTaken(move);
  // What a program computed is worth reading once more.
  const mayConsult = isNew("consult") || (hasModel === true && computation === "programmed");
  const only = <M extends Move>(move: M, isLegal: boolean): M[] => (isLegal ? [move] : []);
  const isUnexplained = UNEXPLAINED.has(incident.finding.cause);
  const consult = only("consult", mayConsult && isUnexplained);
  const mayProgram = isNew("program") && hasSandbox === true;
  const programUnknown = only("program", mayProgram && isUnexplained && computation === "open");
  if (incident.finding.cause === "unknown")
    return [
      ...consult,
      ...programUnknown,
      ...only("choose", isNew("choose") && !isNew("consult") && hasAlternatives(incident.finding)),
      "hand-over",
    ];
  const mayChoose = isNew("choose") && isOpen(incident.finding);
  // Where candidates compete, the rules have an answer already: a program is for whoever leads to ask for.
  const mayTellApart = mayProgram && mayChoose && !isUnexplained && hasAlternatives(incident.finding);
  return [
    ...consult,
    ...programUnknown,
    ...only("choose", mayChoose),
    ...only("program", mayTellApart),
    "propose",
    "hand-over",
  ];
}

/** What no signature knows: nothing, or nothing but that the program ends. */
const UNEXPLAINED: ReadonlySet<string> = new Set(["unknown", "application-crash"]);

/** Whether a program of a model may ever be asked for: no cause is known, or several compete. */
export const isUnclear = (finding: Finding): boolean =>
  UNEXPLAINED.has(finding.cause) || (finding.confidence < SURE && hasAlternatives(finding));

const hasAlternatives = ({ alternatives }: Finding): boolean => (alternatives ?? []).length > 0;

/** No repair follows from it, or less sure ones compete: there is something to choose. */
function isOpen(finding: Finding): boolean {
  if (finding.repair?.type === "SetField") return false;
  if (finding.repair !== null) return finding.confidence < SURE && hasAlternatives(finding);
  return finding.memory === null && finding.rollback === null;
}

/** From here on the evidence leaves no other answer. */
const SURE = 0.9;

function statusChangedSince(index: number, taken: readonly string[]): boolean {
  return taken.slice(index + 1).some((entry) => !entry.startsWith("investigating/"));
}

/** A person has it with the template of code; a model is asked once for each hand-over. */
function mayExplain({ incident, taken, hasModel }: Situation): boolean {
  const isAsked = incident.handover === null || incident.handover.explanation !== undefined;
  return hasModel === true && !isAsked && !taken.includes(EXPLAINED);
}

const EXPLAINED = "needs-person/explain";

/** The last move left the incident in the same status with a due time ahead: trying again at once changes nothing. */
function isWaiting(situation: Situation): boolean {
  const { incident, taken, now } = situation;
  if (incident.status === "needs-person") {
    // Looking after it waits for no words, and words for no quiet: neither move is in place of the other.
    const isExplained = incident.handover?.explanation !== undefined;
    if (mayExplain(situation) || (taken.at(-1) === EXPLAINED && isExplained)) return false;
  }
  const hasJustMoved = taken.at(-1)?.startsWith(`${incident.status}/`) ?? false;
  return hasJustMoved && (incident.dueAt === null || incident.dueAt.getTime() > now.getTime());
}

/** How a move is remembered in the run's state. */
export function step(incident: Pick<Incident, "status">, move: Move): string {
  return `${incident.status}/${move}`;
}
