import { canNeverBeMet } from "../budget-numbers.ts";
import { byNamespace, type Fault, type FindFaults, GRACE } from "./fault.ts";
import type { AutoscalerKept, BudgetKept, WorkloadKept } from "./kept.ts";

/** Peaks pass; kubernetes-mixin waits as long. */
const AT_MAXIMUM_SECONDS = 15 * 60;

/** Autoscalers that see nothing or want more than they may. */
export const autoscalerFaults: FindFaults = (world, { wasWell }) => {
  const workloads = byNamespace(
    (["Deployment", "StatefulSet"] as const).flatMap((kind) => [...world.all(kind)]),
  );
  return [...world.all("HorizontalPodAutoscaler")].flatMap((one) => {
    if (one.active?.status === "True") wasWell.add(one.ref.uid);
    return blind(one, workloads.get(one.ref.namespace) ?? [], wasWell.has(one.ref.uid)) ?? atMaximum(one);
  });
};

function blind(
  one: AutoscalerKept,
  workloads: readonly WorkloadKept[],
  wasWell: boolean,
): Fault[] | undefined {
  const failed = [one.able, one.active].find((condition) => condition?.status === "False");
  // A target without replicas is another trouble, or none.
  if (failed === undefined || failed.reason === "ScalingDisabled" || isIdle(one, workloads)) return undefined;
  // Why it cannot act now: it is held back by rules of its own.
  if (failed.type === "AbleToScale" && failed.reason !== "FailedGetScale") return undefined;
  return [
    {
      object: one.ref,
      symptom: "autoscaler-blind",
      graceSeconds: wasWell ? 5 * 60 : GRACE.slow,
      detail: `${failed.reason}: ${failed.message}`,
    },
  ];
}

const isIdle = ({ target }: AutoscalerKept, workloads: readonly WorkloadKept[]) =>
  workloads.some(
    ({ ref, shape }) => ref.kind === target.kind && ref.name === target.name && shape.replicas === 0,
  );

function atMaximum({ ref, isAtMaximum, limited }: AutoscalerKept): Fault[] {
  if (!isAtMaximum) return [];
  const detail = `it is at its maximum: ${limited?.message}`;
  return [{ object: ref, symptom: "autoscaler-at-maximum", graceSeconds: AT_MAXIMUM_SECONDS, detail }];
}

/**
 * Budgets that no healthy workload could ever meet. One that guards a single pod is often meant as it is, a way to say
 * "ask me first": it is told of only while a node is cordoned, and somebody may be waiting for it.
 */
export const budgetFaults: FindFaults = (world) => {
  const isDraining = [...world.all("Node")].some(({ isCordoned }) => isCordoned);
  const isFault = ({ numbers }: BudgetKept) =>
    canNeverBeMet(numbers) &&
    numbers.healthy >= numbers.expected &&
    numbers.allowed === 0 &&
    (numbers.expected > 1 || isDraining);
  return [...world.all("PodDisruptionBudget")].filter(isFault).map(({ ref, numbers }) => ({
    object: ref,
    symptom: "budget-unsatisfiable" as const,
    graceSeconds: GRACE.slow,
    state: `${numbers.desired}/${numbers.expected}`,
    detail: `it wants ${numbers.desired} healthy pods of ${numbers.expected}, so that none may be evicted`,
  }));
};
