import { objectKey } from "../domain/object-ref.ts";
import type { Candidate } from "./candidate.ts";
import type { Facts } from "./facts.ts";

/**
 * What other incidents found out about this object: a Service that has nothing behind it names the workload that was
 * scaled to zero. Taken up where such a finding knows a repair of this object that has not been made since.
 */
export function referred(facts: Facts): Candidate[] {
  if (facts.attempts.some(({ result }) => result === "verified")) return [];
  const own = objectKey(facts.object);
  return facts.referrals
    .filter(
      ({ object, repair }) =>
        objectKey(object) === own && repair !== null && objectKey(repair.target) === own,
    )
    .slice(0, 1)
    .map((finding) => ({
      cause: finding.cause,
      confidence: finding.confidence,
      sentence: finding.sentence,
      support: finding.evidence.map(({ id: _id, ...draft }) => draft),
      contradictions: [],
      memory: null,
      rollback: null,
      repair: finding.repair,
      advice: finding.advice,
    }));
}
