import { groupOf, type ObjectRef } from "../../domain/object-ref.ts";
import type { Candidate, EvidenceDraft } from "../candidate.ts";
import type { Collector } from "../collectors/collector.ts";
import type { PrometheusAccess } from "../collectors/prometheus.ts";
import type { InvestigationInput } from "../diagnosis.ts";
import type { CauseExplanation } from "../signature.ts";

/** What an investigator found out about an object that is no workload. */
export type ObjectOpinion =
  /** Ranked as those of signatures are; the surest becomes the finding. */
  | { kind: "candidates"; candidates: Candidate[] }
  | { kind: "healthy"; reason: string; evidence?: EvidenceDraft[] }
  | { kind: "wait"; seconds: number; reason: string; evidence?: EvidenceDraft[] }
  /** The object is as it should be and suffers from this workload, which is looked at in its place. */
  | {
      kind: "elsewhere";
      workload: ObjectRef;
      reason: string;
      evidence: EvidenceDraft[];
      /** What is said where the workload is well; without it the object is looked at again soon. */
      otherwise?: Candidate;
    };

/**
 * Looks after one kind of subject that has no pods of its own: Service, Ingress, HorizontalPodAutoscaler,
 * PodDisruptionBudget, PersistentVolumeClaim, Node, Namespace, ResourceQuota. Reads what it needs, in a bounded number of
 * calls; `undefined` where the object is gone.
 */
export interface Investigator {
  apiVersion: string;
  kind: string;
  /** For the table in docs/causes.md. */
  explains?: readonly CauseExplanation[];
  investigate(
    collector: Collector,
    object: ObjectRef,
    input: InvestigationInput,
    prometheus: PrometheusAccess | undefined,
  ): Promise<ObjectOpinion | undefined>;
}

/** The one that looks after such an object, whatever version of its group the alert named. */
export function investigatorOf(
  investigators: readonly Investigator[],
  { apiVersion, kind }: ObjectRef,
): Investigator | undefined {
  return investigators.find((one) => one.kind === kind && groupOf(one.apiVersion) === groupOf(apiVersion));
}
