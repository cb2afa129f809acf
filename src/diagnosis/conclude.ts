import type { Ids } from "../core/ids.ts";
import { describeRef } from "../domain/object-ref.ts";
import type { Candidate, EvidenceDraft } from "./candidate.ts";
import { materialOf } from "./computation/material.ts";
import { openQuestions } from "./computation/open-questions.ts";
import type { Conclusion } from "./diagnosis.ts";
import type { Facts } from "./facts.ts";
import { whyWait } from "./hesitation.ts";
import { hostileText } from "./hostile-text.ts";
import { KNOWLEDGE, type Knowledge } from "./knowledge.ts";
import { memoryScene } from "./memory/case.ts";
import { killEvidence } from "./memory/evidence.ts";
import type { Kill, KillGroup } from "./memory/kill.ts";
import { memoryKills, worstGroup } from "./memory/kills.ts";
import { steadinessOf } from "./memory/steadiness.ts";
import { presentState } from "./present-state.ts";
import { rank, withIds } from "./rank.ts";
import { referred } from "./referred.ts";
import { unknownCause } from "./signatures/unknown.ts";
import type { Trouble } from "./troubles/trouble.ts";
import { troublesOf } from "./troubles/troubles-of.ts";

/** From here on a candidate stands against pods that are all ready, where the complaint is one that readiness does not answer. */
const LIKELY = 0.6;
/** Complaints of callers and clients: a pod may be ready and deserve them. */
const NOT_ANSWERED_BY_READINESS: ReadonlySet<string> = new Set([
  "errors-high",
  "access-denied",
  "probe-failing",
  "cpu-throttled",
  "job-late",
  "scaled-to-zero",
  "service-without-endpoints",
  "autoscaler-at-maximum",
]);

/** From facts to an answer; pure but for the ids of the evidence. */
export function conclude(facts: Facts, ids: Ids, known: Knowledge = KNOWLEDGE): Conclusion {
  const kills = memoryKills(facts);
  const group = worstGroup(facts, kills);
  const troubles = troublesOf(facts);
  const found = candidates(facts, group, known);
  const well = healthy(facts, { kills, troubles, found }, ids);
  if (well !== undefined) return well;
  const wait = whyWait(facts, { group, troubles, found });
  if (wait !== undefined) {
    const seen = group === undefined ? presentState(facts) : killEvidence(facts, group);
    return { kind: "wait", ...wait, evidence: withIds(ids, seen) };
  }
  const conclusion = rank(facts, ids, found, [
    ...(facts.computed ?? []).map(({ evidence }) => evidence),
    ...hostileText(facts),
  ]);
  if (conclusion.kind !== "finding") return conclusion;
  return {
    ...conclusion,
    questions: openQuestions(facts, conclusion.finding),
    material: materialOf(facts),
  };
}

function candidates(facts: Facts, group: KillGroup | undefined, known: Knowledge): Candidate[] {
  const scene = group && memoryScene(facts, group);
  const ofMemory = scene === undefined ? [] : known.memorySignatures.map((signature) => signature(scene));
  const others = known.signatures.flatMap((signature) => signature.diagnose(facts));
  return [...ofMemory, ...others, ...referred(facts), unknownCause(facts)];
}

function healthy(
  facts: Facts,
  seen: { kills: readonly Kill[]; troubles: readonly Trouble[]; found: readonly Candidate[] },
  ids: Ids,
): Conclusion | undefined {
  const steadiness = steadinessOf(facts, seen.kills);
  if (steadiness.kind !== "steady" || seen.troubles.length > 0 || isComplaintLikely(facts, seen.found))
    return undefined;
  const past =
    seen.kills.length === 0
      ? "no memory kill is on record"
      : "the last kill lies further back than twice the run before it";
  const reason = `${describeRef(facts.object)} is well now: ${steadiness.reason}, and ${past}`;
  return { kind: "healthy", reason, evidence: withIds(ids, [...presentState(facts), proof(facts, reason)]) };
}

/** Ready pods do not answer a complaint of errors, of refused access, or of a run that never came. */
function isComplaintLikely(facts: Facts, found: readonly Candidate[]): boolean {
  const isBatch = facts.object.kind === "CronJob";
  const isComplained = facts.signals.some(
    ({ symptom }) => NOT_ANSWERED_BY_READINESS.has(symptom) || (isBatch && symptom === "other"),
  );
  const isReferred = facts.referrals.length > 0;
  return (isComplained || isReferred) && found.some(({ confidence }) => confidence >= LIKELY);
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
