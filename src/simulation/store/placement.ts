import type { LabelSelector, PodSpec } from "./objects.ts";

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface NodeSelectorTerm {
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
  matchFields?: { key: string; operator: string; values?: string[] }[];
}

export interface NodeSelector {
  nodeSelectorTerms: NodeSelectorTerm[];
}

export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  namespaces?: string[];
  namespaceSelector?: LabelSelector;
  topologyKey: string;
}

interface PodTerms {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
}

interface Affinity {
  nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector };
  podAffinity?: PodTerms;
  podAntiAffinity?: PodTerms;
}

export interface SpreadConstraint {
  maxSkew: number;
  minDomains?: number;
  topologyKey: string;
  whenUnsatisfiable: string;
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  nodeAffinityPolicy?: string;
}

export const affinityOf = (spec: PodSpec): Affinity => (spec.affinity ?? {}) as Affinity;
export const affinityTerms = (spec: PodSpec, kind: "podAffinity" | "podAntiAffinity"): PodAffinityTerm[] =>
  affinityOf(spec)[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
export const hardSpread = (spec: PodSpec): SpreadConstraint[] =>
  ((spec.topologySpreadConstraints ?? []) as SpreadConstraint[]).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule",
  );

/** Whether one toleration covers a taint; without a key it covers all, without an effect every effect. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key, operator = "Equal", value = "", effect } = toleration;
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === "Exists" || (key !== undefined && key !== "" && value === (taint.value ?? ""));
}

export const tolerationOf = (spec: PodSpec, taint: Taint): Toleration | undefined =>
  ((spec.tolerations ?? []) as Toleration[]).find((toleration) => tolerates(toleration, taint));
