import type { Incident } from "../../src/domain/incident.ts";
import { incidentAt } from "./changes.ts";
import { SUBJECT } from "./models/plans.ts";
import { lastRepair } from "./steps/undo.ts";
import { isDue } from "./time.ts";
import { type Attempt, type Fact, isIll, MAX_CHANGES, SOAK, type Step, type World } from "./world.ts";

/** The invariants of the design, by their numbers there, as far as the states of an incident can break them. */
export interface Violation {
  invariant: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  sentence: string;
}

const TITLES: Record<Violation["invariant"], string> = {
  1: "nothing accepted is lost",
  2: "one problem, one incident; one change at a time",
  3: "models and untrusted text hold no power",
  4: "every change walks the same road",
  5: "a fix counts only when it is proven",
  6: "a return touches only what we changed",
  7: "attempts are finite",
  8: "crash-safe",
};

export const titleOf = ({ invariant, sentence }: Violation): string =>
  `invariant ${invariant} (${TITLES[invariant]}): ${sentence}`;

export function violationOf({ world, facts }: Step): Violation | undefined {
  const found = facts.map((fact) => ofFact(world, fact)).find((one) => one !== undefined);
  return found ?? ofSignals(world) ?? ofAttempts(world) ?? ofIncidents(world) ?? ofApprovals(world);
}

const broken = (invariant: Violation["invariant"], sentence: string): Violation => ({ invariant, sentence });

function ofFact(world: World, fact: Fact): Violation | undefined {
  if (fact.kind === "woken")
    return isDue(fact.incident) ? undefined : broken(8, "who is woken is not due: a lost job loses it");
  if (fact.kind === "fixed-through") {
    const proven = lastRepair(world, Number(fact.root.id))?.result === "verified";
    return proven ? undefined : broken(5, "counts as fixed through what was not proven");
  }
  const { attempt } = fact;
  switch (fact.kind) {
    case "begun":
      return world.isStopped ? broken(4, "an attempt begins while all changes are stopped") : undefined;
    case "armed":
      return world.pausedFor > 0 ? broken(4, "a change is made of what a person paused") : undefined;
    case "write":
      return ofWrite(world, fact);
    case "return":
      if (world.isStopped) return broken(4, "a return while all changes are stopped");
      if (attempt.result !== null) return broken(6, `${attempt.id} is put back after its end`);
      if (attempt.returns > 1) return broken(8, `${attempt.id} is put back twice`);
      return fact.before.uid === attempt.uid && fact.before.value === attempt.to
        ? undefined
        : broken(6, `${attempt.id} is put back over a value of somebody else`);
    case "told":
      return attempt.writes + world.attempts.length === 0 ? broken(8, "a card of no change") : undefined;
    case "ended":
      return ofEnd(world, fact);
  }
}

function ofWrite(world: World, { attempt, before }: Extract<Fact, { kind: "write" }>): Violation | undefined {
  const approval = world.approvals.find(({ id }) => id === attempt.approvalId);
  const isAllowed = approval?.state === "approved" && approval.digest === attempt.digest;
  const { verdict, isFoundByModel } = world.nature;
  if (world.isStopped) return broken(4, "a write while all changes are stopped");
  if (wasUndone(world, attempt) && !isAllowed)
    return broken(4, "what a person undid is made again without a person");
  if (verdict === "deny" || verdict === "observe") return broken(4, "a write that the policy denies");
  if (isFoundByModel && !isAllowed) return broken(3, "what a model found is written without a person");
  if (verdict === "approve" && !isAllowed) return broken(4, "a write without the approval of this very plan");
  if (attempt.writes > 1) return broken(8, `${attempt.id} is applied twice`);
  if (attempt.result !== null) return broken(4, `${attempt.id} is applied after its end`);
  if (attempt.preImage !== before.value) return broken(4, `${attempt.id} has another pre-image`);
  if (world.streak > MAX_CHANGES) return broken(7, "more changes of one field than the bound");
  return undefined;
}

/** A person took this very change back. */
function wasUndone({ attempts }: World, { undoes, to }: Attempt): boolean {
  return (
    undoes === null &&
    attempts.some((one) => one.undoes !== null && one.result === "verified" && one.from === to)
  );
}

function ofEnd(
  world: World,
  { attempt, result, seen }: Extract<Fact, { kind: "ended" }>,
): Violation | undefined {
  const mayEndAgain = attempt.result === "verified" && result === "recurred";
  if (attempt.result !== null && !mayEndAgain) return broken(8, `${attempt.id} ends twice`);
  if (result === "verified") {
    if (attempt.undoes !== null)
      return attempt.writes === 1 && seen?.value === attempt.to
        ? undefined
        : broken(6, `${attempt.id} counts as undone, and is not`);
    const isProven =
      attempt.writes === 1 && seen?.value === attempt.to && seen.age >= SOAK && !isIll(world, seen);
    return isProven ? undefined : broken(5, `${attempt.id} counts as verified without proof`);
  }
  if (result === "rolled-back" && seen?.value !== attempt.preImage)
    return broken(6, `${attempt.id} counts as put back, and is not`);
  return undefined;
}

function ofSignals({ signals, incidents }: World): Violation | undefined {
  for (const { isAnswered, isStored, incident } of signals) {
    if (isAnswered && !isStored) return broken(1, "an alert was answered and is not stored");
    if (incident !== null && incidents[incident]?.outcome === "merged")
      return broken(1, "an alert belongs to an incident that merged away");
  }
  return undefined;
}

function ofAttempts({ attempts, incidents }: World): Violation | undefined {
  const ofSymptom = attempts.find(({ incident }) => incidents[incident]?.subject.uid !== SUBJECT.uid);
  if (ofSymptom !== undefined)
    return broken(2, "the incident of a symptom changes what its root answers for");
  const underWay = attempts.filter(({ result }) => result === null);
  if (underWay.length > 1) return broken(2, "two attempts on one object at once");
  for (const attempt of underWay) {
    const incident = incidents[attempt.incident];
    if (incident?.outcome === "merged") return broken(2, `${attempt.id} runs in an incident that merged`);
    if (!["applying", "verifying", "rolling-back"].includes(incident?.status ?? ""))
      return broken(8, `${attempt.id} is forgotten: its incident is ${incident?.status}`);
  }
  return undefined;
}

function ofIncidents(world: World): Violation | undefined {
  const open = world.incidents.filter(({ status }) => status !== "closed");
  if (new Set(open.map(({ subject, cause }) => `${subject.uid} ${cause}`)).size < open.length)
    return broken(2, "two open incidents of one identity");
  const isEnded = ({ status }: Incident) => status === "closed" || status === "needs-person";
  for (const incident of world.incidents) {
    if (incident.status !== "closed" && incident.dueAt === null)
      return broken(8, `an incident that is ${incident.status} is never looked at again`);
    if (isEnded(incident) !== (incident.outcome !== null))
      return broken(5, `an incident that is ${incident.status} has outcome ${incident.outcome}`);
  }
  const fixed = world.incidents.findIndex(
    ({ outcome, causedBy }) => outcome === "fixed" && causedBy === null,
  );
  if (fixed < 0) return undefined;
  const last = lastRepair(world, fixed);
  if (last?.result !== "verified")
    return broken(5, `incident ${fixed} counts as fixed, and its attempt is ${last?.result}`);
  const isUndone = world.attempts.some(({ undoes, result }) => undoes === last.id && result === "verified");
  return isUndone ? broken(5, `incident ${fixed} counts as fixed, and its fix is undone`) : undefined;
}

function ofApprovals(world: World): Violation | undefined {
  for (const { id, incident, state, digest } of world.approvals) {
    if (state !== "pending") continue;
    const { status, approvalId, plan } = incidentAt(world, incident);
    if (status !== "awaiting-approval" || approvalId !== id || plan?.digest !== digest)
      return broken(4, `${id} can be decided, and its incident asks nothing of the kind`);
  }
  return undefined;
}
