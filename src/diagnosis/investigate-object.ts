import type { Ids } from "../core/ids.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import type { EvidenceDraft } from "./candidate.ts";
import type { Collector } from "./collectors/collector.ts";
import type { PrometheusAccess } from "./collectors/prometheus.ts";
import type { Conclusion, InvestigationInput } from "./diagnosis.ts";
import { seen } from "./investigators/evidence-of.ts";
import type { Investigator, ObjectOpinion } from "./investigators/investigator.ts";
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
  const scene: Scene = { object, at: collector.clock.now().toISOString(), gaps: collector.gaps };
  const evidence = (drafts: readonly EvidenceDraft[] | undefined, reason: string) =>
    withIds(ids, [...(drafts ?? []), seen(object, scene.at, reason)]);
  if (opinion === undefined) {
    const reason = `${describeRef(object)} does not exist any more`;
    return { kind: "healthy", reason, evidence: evidence([], reason) };
  }
  switch (opinion.kind) {
    case "elsewhere":
      return opinion;
    case "healthy":
    case "wait":
      return { ...opinion, evidence: evidence(opinion.evidence, opinion.reason) };
    case "candidates":
      return rank(scene, ids, opinion.candidates.length > 0 ? opinion.candidates : [notKnown(scene)]);
  }
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
  opinion: Elsewhere,
  conclusion: Conclusion,
  ids: Ids,
  at: string,
): Conclusion {
  const told = withIds(ids, opinion.evidence);
  if (conclusion.kind === "wait") {
    const reason = `${opinion.reason}; ${conclusion.reason}`;
    return { ...conclusion, reason, evidence: [...told, ...conclusion.evidence] };
  }
  if (conclusion.kind === "healthy") {
    // Its pods are well again; what is told of them elsewhere follows within moments.
    const reason = `${opinion.reason}; ${conclusion.reason}`;
    return { kind: "wait", seconds: 20, reason, evidence: [...told, ...conclusion.evidence] };
  }
  const { finding } = conclusion;
  return {
    kind: "finding",
    finding: {
      ...finding,
      object: finding.cause === "unknown" ? { ...opinion.workload } : finding.object,
      sentence: `${opinion.reason}: ${finding.sentence}`,
      evidence: [
        ...told,
        ...finding.evidence,
        ...withIds(ids, [seen(opinion.workload, at, "looked at in its place")]),
      ],
      memory: null,
      rollback: null,
      repair: null,
    },
  };
}
