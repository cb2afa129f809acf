import type { Ids } from "../core/ids.ts";
import type { Incident } from "../domain/incident.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import type { EvidenceDraft } from "./candidate.ts";
import type { Collector } from "./collectors/collector.ts";
import type { PrometheusAccess } from "./collectors/prometheus.ts";
import type { Conclusion, InvestigationInput } from "./diagnosis.ts";
import { objectDraft } from "./evidence-drafts.ts";
import type { Investigator, ObjectOpinion } from "./investigators/investigator.ts";
import { isPatient } from "./investigators/patience.ts";
import { rank, type Scene, withIds } from "./rank.ts";

type Elsewhere = Extract<ObjectOpinion, { kind: "elsewhere" }>;

/** Asks the investigator of the object's kind, and turns its opinion into a conclusion, or into the workload to look at. */
export async function investigateObject(
  deps: {
    collector: Collector;
    ids: Ids;
    investigator: Investigator;
    prometheus: PrometheusAccess | undefined;
  },
  object: ObjectRef,
  input: InvestigationInput,
): Promise<Conclusion | Elsewhere> {
  const { collector, ids, investigator } = deps;
  const opinion = await investigator.investigate(collector, object, input, deps.prometheus);
  if (opinion?.kind === "elsewhere") return opinion;
  return concludeOpinion({ collector, ids }, object, opinion);
}

export function concludeOpinion(
  { collector, ids }: { collector: Collector; ids: Ids },
  object: ObjectRef,
  opinion: Exclude<ObjectOpinion, Elsewhere> | undefined,
): Conclusion {
  const scene: Scene = { object, at: collector.clock.now().toISOString(), gaps: collector.gaps };
  const evidence = (drafts: readonly EvidenceDraft[] | undefined, reason: string) =>
    withIds(ids, [...(drafts ?? []), objectDraft(object, scene.at, reason)]);
  if (opinion === undefined) {
    const reason = `${describeRef(object)} does not exist any more`;
    return { kind: "healthy", reason, evidence: evidence([], reason) };
  }
  if (opinion.kind === "candidates")
    return rank(scene, ids, opinion.candidates.length > 0 ? opinion.candidates : [notKnown(scene)]);
  return { ...opinion, evidence: evidence(opinion.evidence, opinion.reason) };
}

const notKnown = ({ object }: Scene) => ({
  cause: "unknown" as const,
  confidence: 0.3,
  sentence: `What is wrong with ${describeRef(object)} is not known.`,
  support: [],
  contradictions: [],
  memory: null,
  rollback: null,
});

/**
 * What was found out about the workload, told of the object that suffers from it: the workload is at fault, and what is
 * to be done there is for its own incident to say.
 */
export function throughWorkload(
  { collector, ids }: { collector: Collector; ids: Ids },
  { object, opinion, incident }: { object: ObjectRef; opinion: Elsewhere; incident: Incident },
  conclusion: Conclusion,
): Conclusion {
  const told = withIds(ids, opinion.evidence);
  const reason = `${opinion.reason}; ${conclusion.kind === "finding" ? "" : conclusion.reason}`;
  if (conclusion.kind === "wait")
    return { ...conclusion, reason, evidence: [...told, ...conclusion.evidence] };
  if (conclusion.kind === "healthy") {
    if (opinion.otherwise !== undefined)
      return concludeOpinion({ collector, ids }, object, {
        kind: "candidates",
        candidates: [opinion.otherwise],
      });
    if (!isPatient(incident, collector.clock.now().toISOString()))
      return concludeOpinion({ collector, ids }, object, { kind: "candidates", candidates: [] });
    // Its pods are well again; that its endpoints are too follows within moments.
    return { kind: "wait", seconds: 20, reason, evidence: [...told, ...conclusion.evidence] };
  }
  const { finding } = conclusion;
  return {
    kind: "finding",
    finding: {
      ...finding,
      sentence: `${opinion.reason}: ${finding.sentence}`,
      evidence: [...told, ...finding.evidence],
      memory: null,
      rollback: null,
      repair: null,
    },
  };
}
