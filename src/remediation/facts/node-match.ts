import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { PodSpec } from "../actions/pod-template.ts";

const expressionSchema = z.object({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullish(),
});
const affinitySchema = z.object({
  nodeAffinity: z.object({
    requiredDuringSchedulingIgnoredDuringExecution: z.object({
      nodeSelectorTerms: z.array(z.object({ matchExpressions: z.array(expressionSchema).nullish() })),
    }),
  }),
});
const tolerationSchema = z.object({
  key: z.string().optional(),
  operator: z.string().optional(),
  value: z.string().optional(),
  effect: z.string().optional(),
});
const nodeSpecSchema = z.object({
  unschedulable: z.boolean().optional(),
  taints: z.array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() })).nullish(),
});

/** Whether the scheduler could place the pod on the node, as far as selectors, affinity and taints say. */
export function nodeMatches(node: KubernetesObject, pod: PodSpec): boolean {
  const labels = node.metadata.labels ?? {};
  // A pod that runs, or a template that names its node, goes nowhere else.
  if (pod.nodeName) return node.metadata.name === pod.nodeName;
  const spec = nodeSpecSchema.safeParse(node.spec ?? {}).data;
  if (spec === undefined || spec.unschedulable === true) return false;
  const isSelected = Object.entries(pod.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  return (
    isSelected && hasAffinity(labels, pod) && (spec.taints ?? []).every((taint) => tolerates(pod, taint))
  );
}

function hasAffinity(labels: Record<string, string>, pod: PodSpec): boolean {
  const parsed = affinitySchema.safeParse(pod.affinity);
  if (!parsed.success) return true;
  const terms = parsed.data.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  return terms.some((term) => (term.matchExpressions ?? []).every((one) => expressionHolds(labels, one)));
}

function expressionHolds(
  labels: Record<string, string>,
  { key, operator, values }: z.infer<typeof expressionSchema>,
): boolean {
  const value = labels[key];
  const isListed = value !== undefined && (values ?? []).includes(value);
  if (operator === "In") return isListed;
  if (operator === "NotIn") return !isListed;
  if (operator === "Exists") return value !== undefined;
  if (operator === "DoesNotExist") return value === undefined;
  const [number, bound] = [Number(value), Number(values?.[0])];
  return operator === "Gt" ? number > bound : number < bound;
}

function tolerates(
  pod: PodSpec,
  taint: { key: string; value?: string | undefined; effect: string },
): boolean {
  if (taint.effect === "PreferNoSchedule") return true;
  return (pod.tolerations ?? []).some((raw) => {
    const toleration = tolerationSchema.safeParse(raw).data;
    if (toleration === undefined) return false;
    const isEffect = toleration.effect === undefined || toleration.effect === taint.effect;
    const isKey = toleration.key === undefined || toleration.key === "" || toleration.key === taint.key;
    const isValue = toleration.operator === "Exists" || (toleration.value ?? "") === (taint.value ?? "");
    return isEffect && isKey && isValue;
  });
}
