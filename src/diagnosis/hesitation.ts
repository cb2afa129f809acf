import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";
import { conditionOf } from "../kubernetes/condition-of.ts";
import type { Candidate } from "./candidate.ts";
import type { Facts } from "./facts.ts";
import { isOnEarlierRevisionAlone, type KillGroup } from "./memory/kill.ts";
import { isRepeated } from "./memory/kills.ts";
import { afterKill, steadinessOf } from "./memory/steadiness.ts";
import { secondsSince } from "./since.ts";
import type { Trouble } from "./troubles/trouble.ts";

/** Looking again helps for so long after the incident opened or its last attempt ended; then an answer is due. */
const PATIENCE_SECONDS = 15 * 60;
/** What only a person could act on may still pass by itself: a program that waits for another to start. */
const BEFORE_A_PERSON_SECONDS = 60;
/** The kubelet's. */
const LONGEST_BACK_OFF_SECONDS = 300;
const SURE = 0.9;

export interface Wait {
  seconds: number;
  reason: string;
}

/** Why it is right to look again later; undefined where an answer is due. */
export function whyWait(
  facts: Facts,
  seen: { group: KillGroup | undefined; troubles: readonly Trouble[]; found: readonly Candidate[] },
): Wait | undefined {
  const waited = waitedSeconds(facts);
  if (waited >= PATIENCE_SECONDS) return undefined;
  if (facts.workload.metadata.deletionTimestamp !== undefined)
    return { seconds: 30, reason: "it is being deleted" };
  const best = seen.found.toSorted((a, b) => b.confidence - a.confidence)[0];
  if (seen.group !== undefined) return afterKills(facts, seen.group) ?? asked(best, waited);
  if (seen.troubles.length === 0) return afterTroubles(facts);
  const settled = seen.troubles.filter(({ isSettled }) => isSettled);
  if (settled.length === 0 && !isDue(facts, best, waited)) return unsettled(seen.troubles);
  return awaited(facts, best, waited);
}

/**
 * Whether a candidate decides before the trouble has settled: a sure one that something can be done about, here or at
 * another object. Before a person is called the other signatures get the time that they need to see the same.
 */
function isDue(facts: Facts, best: Candidate | undefined, waitedSeconds: number): boolean {
  if (best === undefined || best.confidence < SURE) return false;
  const isElsewhere = best.object !== undefined && best.object.uid !== facts.object.uid;
  return canAct(best) || isElsewhere || waitedSeconds >= BEFORE_A_PERSON_SECONDS;
}

const canAct = ({ repair, rollback, memory }: Candidate): boolean =>
  repair != null || rollback !== null || memory !== null;

/** All is well again, or everything that should be there is still coming. */
function afterTroubles(facts: Facts): Wait | undefined {
  const steadiness = steadinessOf(facts, []);
  if (steadiness.kind === "young") return { seconds: 15, reason: "its pods have only just become ready" };
  if (steadiness.kind === "not-ready")
    return { seconds: 15, reason: `nothing fails, and it is not complete yet: ${steadiness.reason}` };
  return undefined;
}

function unsettled(troubles: readonly Trouble[]): Wait {
  const [first] = troubles;
  const what = first?.pod === undefined ? "" : `pod ${first.pod.name}: `;
  return {
    seconds: first?.kind === "node" ? 30 : 10,
    reason: `${what}${first?.reason || first?.kind}, which may pass by itself`,
  };
}

/** A candidate may say itself that waiting is right for a while; and a person is not called for what may pass. */
function awaited(facts: Facts, best: Candidate | undefined, waitedSeconds: number): Wait | undefined {
  const wait = asked(best, waitedSeconds);
  if (best === undefined || wait !== undefined) return wait;
  if (canAct(best) || best.confidence >= SURE) return undefined;
  if (isReadyAgain(facts))
    return { seconds: 20, reason: "it is ready again: whether it stays so shows within minutes" };
  if (waitedSeconds >= BEFORE_A_PERSON_SECONDS) return undefined;
  return { seconds: 15, reason: "only a person could act on it, and it may still pass by itself" };
}

function asked(best: Candidate | undefined, waitedSeconds: number): Wait | undefined {
  const { waitFor } = best ?? {};
  return waitFor !== undefined && waitedSeconds < waitFor.seconds
    ? { seconds: 20, reason: waitFor.reason }
    : undefined;
}

/** All of its pods are ready, and one of them has not been for longer than the longest back-off between two tries. */
function isReadyAgain({ at, pods }: Facts): boolean {
  const starts = pods.flatMap(({ containers }) =>
    containers.flatMap(({ ends, runningSince }) => (ends.length > 0 ? (runningSince ?? []) : [])),
  );
  const isYoung = starts.some((start) => secondsSince(at, start) < LONGEST_BACK_OFF_SECONDS);
  return pods.every(({ isReady }) => isReady) && isYoung;
}

function afterKills(facts: Facts, group: KillGroup): Wait | undefined {
  const { targetRevision, isUnderWay, isDeadlineExceeded } = facts.rollout;
  const isOnOldAlone = isOnEarlierRevisionAlone(targetRevision, group);
  if (isUnderWay && isOnOldAlone && !isDeadlineExceeded) {
    return {
      seconds: 20,
      reason: "a rollout is under way, and only pods of the revision before it were killed",
    };
  }
  if (isRepeated(facts, group) || isOver(facts, group)) return undefined;
  const isReadyAgain = steadinessOf(facts, group.kills).kind === "young";
  return {
    seconds: isReadyAgain ? 30 : 10,
    reason: `one kill alone: whether it comes again shows within ${Math.round(afterKill(group.kills) / 60)} min`,
  };
}

/** A pod that is not started again has nothing more to show, nor has its Job once it has ended. */
function isOver(facts: Facts, group: KillGroup): boolean {
  return group.kills.every((kill) =>
    facts.pods.some(
      (pod) => pod.uid === kill.podUid && pod.phase === "Failed" && !isTriedAgain(facts, pod.ownerUid),
    ),
  );
}

/** A Job that has neither completed nor failed makes another pod for the one that failed. */
function isTriedAgain({ workload, jobs }: Facts, jobUid: string): boolean {
  const job = (workload.kind === "Job" ? [workload] : jobs).find(({ metadata }) => metadata.uid === jobUid);
  const hasEnded = (each: KubernetesObject) =>
    ["Complete", "Failed"].some((type) => conditionOf(each, type)?.status === "True");
  return job !== undefined && !hasEnded(job);
}

/** Since the incident opened, or its last attempt ended. */
export function waitedSeconds({
  at,
  openedAt,
  attempts,
}: Pick<Facts, "at" | "openedAt" | "attempts">): number {
  const starts = [openedAt, ...attempts.flatMap(({ endedAt }) => endedAt?.toISOString() ?? [])];
  return Math.min(...starts.map((start) => secondsSince(at, start)));
}
