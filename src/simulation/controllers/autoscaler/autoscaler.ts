import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { Condition } from "../../store/objects.ts";

export interface MetricTarget {
  type: string;
  averageUtilization?: number;
  averageValue?: string | number;
  value?: string | number;
}

export interface MetricSpec {
  type: string;
  resource?: { name: string; target: MetricTarget };
  containerResource?: { name: string; container: string; target: MetricTarget };
  pods?: { metric: { name: string }; target: MetricTarget };
  object?: {
    metric: { name: string };
    describedObject: { kind: string; name: string };
    target: MetricTarget;
  };
  external?: { metric: { name: string }; target: MetricTarget };
}

export interface Autoscaler extends KubernetesObject {
  spec: {
    minReplicas?: number;
    maxReplicas: number;
    metrics?: MetricSpec[];
    scaleTargetRef: { apiVersion?: string; kind: string; name: string };
    behavior?: { scaleDown?: { stabilizationWindowSeconds?: number } };
  };
  status?: {
    conditions?: Condition[];
    currentReplicas?: number;
    desiredReplicas?: number;
    [field: string]: unknown;
  };
}

export const AUTOSCALERS = "horizontalpodautoscalers.autoscaling";

/** One metric's answer: how many replicas it wants, or why it has none. */
export type Proposal =
  | { replicas: number; name: string; current: object }
  | { reason: string; error: string; what: string };
