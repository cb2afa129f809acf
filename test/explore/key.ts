import type { Incident } from "../../src/domain/incident.ts";
import type { Phase } from "./phases.ts";
import { ticksOf } from "./time.ts";
import type { Attempt, ObjectState, Worker, World } from "./world.ts";

/** Two worlds of the same text are the same: what differs between them (epochs, times long past) decides nothing any more. */
export function keyOf(world: World): string {
  const { turn, ledger, object, streak, left, isStopped, pausedFor, wish } = world;
  return [
    world.nature.name,
    world.incidents.map(ofIncident).join(),
    world.attempts.map(ofAttempt).join(),
    world.approvals.map(({ id, state, expiresAt }) => `${id}${state}${expiresAt}`).join(),
    world.signals
      .map((one) => `${+one.isStored}${+one.isAnswered}${one.incident ?? "-"}${one.referral ?? ""}`)
      .join(),
    workersOf(world),
    turn ?? "-",
    ledger === null ? "-" : `${ledger.foreign}/${ledger.ours ?? "-"}/${ledger.changes}`,
    ofObject(object),
    streak,
    `${+isStopped}${pausedFor}${wish ?? "-"}`,
    Object.values(left).join(""),
  ].join("|");
}

const when = (date: Date | null) => (date === null ? "-" : ticksOf(date));

const ofIncident = (one: Incident): string =>
  [
    one.status,
    one.outcome ?? "-",
    one.cause ?? "-",
    one.plan?.digest ?? "-",
    one.approvalId ?? "-",
    one.attemptId ?? "-",
    one.handover === null ? 0 : 1,
    one.mergedInto ?? "-",
    one.causedBy ?? "-",
    when(one.dueAt),
    when(one.watchUntil),
    when(one.lastSymptomAt),
    when(one.closedAt),
  ].join(" ");

const ofAttempt = (one: Attempt): string =>
  [
    one.id,
    +one.hasWritten,
    +one.hasBegunReturn,
    +one.hasReturned,
    one.rolledOutAt ?? "-",
    one.result ?? "-",
    one.writes,
    one.returns,
    one.preImage,
    one.to,
  ].join(" ");

const ofObject = (one: ObjectState): string =>
  `${one.uid}.${one.generation}.${one.value}.${one.age}.${one.mark ?? "-"}`;

/** Which of the two workers does what makes no difference. */
function workersOf({ workers, incidents }: World): string {
  return workers
    .map((worker) => (worker === null ? "-" : ofWorker(worker, incidents)))
    .sort()
    .join();
}

const ofPhase = (phase: Phase): string =>
  [
    phase.at,
    "seen" in phase ? ofObject(phase.seen) : "",
    "attempt" in phase ? phase.attempt : "",
    "isSoaked" in phase ? +phase.isSoaked : "",
  ].join(" ");

function ofWorker({ incident, epoch, phase }: Worker, incidents: readonly Incident[]): string {
  const isCurrent = incidents[incident]?.epoch === epoch;
  return `${incident}${isCurrent ? "=" : "<"}${ofPhase(phase)}`;
}
