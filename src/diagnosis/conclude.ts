import type { Ids } from "../core/ids.ts";
import { describeRef } from "../domain/object-ref.ts";
import type { Candidate, EvidenceDraft } from "./candidate.ts";
import type { Conclusion } from "./diagnosis.ts";
import type { Facts } from "./facts.ts";
import { memoryScene } from "./memory/case.ts";
import { killEvidence } from "./memory/evidence.ts";
import { isOnEarlierRevisionAlone, type Kill, type KillGroup } from "./memory/kill.ts";
import { isRepeated, memoryKills, worstGroup } from "./memory/kills.ts";
import { afterKill, steadinessOf } from "./memory/steadiness.ts";
import { presentState } from "./present-state.ts";
import { rank, withIds } from "./rank.ts";
import { memorySignatures, signatures } from "./signatures/catalogue.ts";
import { unknownCause } from "./signatures/unknown.ts";

/** Looking again helps for so long after the incident opened or its last attempt ended; then an answer is due. */
const PATIENCE_MS = 15 * 60_000;

/** From facts to an answer; pure but for the ids of the evidence. */
export function conclude(facts: Facts, ids: Ids): Conclusion {
  const kills = memoryKills(facts);
  const group = worstGroup(facts, kills);
  return (
    healthy(facts, kills, ids) ?? waiting(facts, group, ids) ?? rank(facts, ids, candidates(facts, group))
  );
}

function candidates(facts: Facts, group: KillGroup | undefined): Candidate[] {
  const scene = group && memoryScene(facts, group);
  const ofMemory = scene === undefined ? [] : memorySignatures.map((signature) => signature(scene));
  const others = signatures.flatMap((signature) => signature.diagnose(facts));
  return [...ofMemory, ...others, unknownCause(facts)];
}

function healthy(facts: Facts, kills: readonly Kill[], ids: Ids): Conclusion | undefined {
  const steadiness = steadinessOf(facts, kills);
  if (steadiness.kind !== "steady") return undefined;
  const past =
    kills.length === 0
      ? "no memory kill is on record"
      : "the last kill lies further back than twice the run before it";
  const reason = `${describeRef(facts.object)} is well now: ${steadiness.reason}, and ${past}`;
  return { kind: "healthy", reason, evidence: withIds(ids, [...presentState(facts), proof(facts, reason)]) };
}

function waiting(facts: Facts, group: KillGroup | undefined, ids: Ids): Conclusion | undefined {
  if (!isPatient(facts)) return undefined;
  const wait = (seconds: number, reason: string): Conclusion => ({
    kind: "wait",
    seconds,
    reason,
    evidence: withIds(ids, group === undefined ? presentState(facts) : killEvidence(facts, group)),
  });
  if (facts.workload.metadata.deletionTimestamp !== undefined) return wait(30, "it is being deleted");
  const { targetRevision, isUnderWay, isDeadlineExceeded } = facts.rollout;
  if (group === undefined) {
    const isYoung = steadinessOf(facts, []).kind === "young";
    return isYoung ? wait(15, "its pods have only just become ready") : undefined;
  }
  const isOnOldAlone = isOnEarlierRevisionAlone(targetRevision, group);
  if (isUnderWay && isOnOldAlone && !isDeadlineExceeded) {
    return wait(20, "a rollout is under way, and only pods of the revision before it were killed");
  }
  if (isRepeated(facts, group) || isOver(facts, group)) return undefined;
  const isReadyAgain = steadinessOf(facts, group.kills).kind === "young";
  return wait(
    isReadyAgain ? 30 : 10,
    `one kill alone: whether it comes again shows within ${Math.round(afterKill(group.kills) / 60)} min`,
  );
}

/** A pod that is not started again has nothing more to show. */
function isOver(facts: Facts, group: KillGroup): boolean {
  return group.kills.every((kill) =>
    facts.pods.some((pod) => pod.uid === kill.podUid && pod.phase === "Failed"),
  );
}

function isPatient(facts: Facts): boolean {
  const starts = [facts.openedAt, ...facts.attempts.flatMap(({ endedAt }) => endedAt?.toISOString() ?? [])];
  return Date.parse(facts.at) - Math.max(...starts.map((at) => Date.parse(at))) < PATIENCE_MS;
}

function proof(facts: Facts, text: string): EvidenceDraft {
  const { kind, namespace, name } = facts.object;
  return {
    kind: "container-status",
    source: `kubectl get ${kind.toLowerCase()} -n ${namespace} ${name}`,
    at: facts.at,
    text,
  };
}
