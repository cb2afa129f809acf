import type { ObjectRef } from "../../domain/object-ref.ts";
import type { Candidate } from "../candidate.ts";
import type { Collector } from "../collectors/collector.ts";
import type { InvestigationInput } from "../diagnosis.ts";

/** What an investigator found out about an object that is no workload. */
export type ObjectOpinion =
  /** Ranked as those of signatures are; the surest becomes the finding. */
  | { kind: "candidates"; candidates: Candidate[] }
  | { kind: "healthy"; reason: string }
  | { kind: "wait"; seconds: number; reason: string };

/**
 * Looks after one kind of subject that has no pods of its own: Service, Ingress, HorizontalPodAutoscaler,
 * PodDisruptionBudget, PersistentVolumeClaim, Node, Namespace, ResourceQuota. Reads what it needs, in a bounded number of
 * calls; `undefined` where the object is gone.
 */
export interface Investigator {
  apiVersion: string;
  kind: string;
  investigate(
    collector: Collector,
    object: ObjectRef,
    input: InvestigationInput,
  ): Promise<ObjectOpinion | undefined>;
}
