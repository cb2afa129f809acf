import type { NextStep } from "../../domain/handover.ts";
import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { Repair } from "../../domain/repair.ts";
import { type BudgetNumbers, budgetNumbers, canNeverBeMet } from "../../kubernetes/budget-numbers.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { conditionOf } from "../../kubernetes/condition-of.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { parseSelector, selectorText } from "../../kubernetes/label-selector.ts";
import { findWorkload } from "../../kubernetes/owner-walk.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { parsePod } from "../objects/pod.ts";
import type { Investigator, ObjectOpinion } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";
import { isPatient } from "./patience.ts";

/** A workload that is rolled out or grows has no room for a while. */
const YOUNG_MS = 3 * 60_000;
const MOST_PODS = 100;

export const budget: Investigator = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  explains: [
    {
      cause: "budget-unsatisfiable",
      evidence: [
        "status: disruptions allowed is 0 while all pods are healthy",
        "the budget against the workload's replicas",
      ],
      repairs: ["SetBudget"],
    },
  ],
  async investigate(collector, object, { incident }) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const name = describeRef(object);
    const at = collector.clock.now().toISOString();
    const numbers = budgetNumbers(raw);
    const isYoung = Date.parse(at) - Date.parse(raw.metadata.creationTimestamp ?? "") < YOUNG_MS;
    const failed = conditionOf(raw, "DisruptionAllowed");
    if (failed?.reason === "SyncFailed" && !isYoung)
      return { kind: "candidates", candidates: [notComputed(refOf(raw), failed.message, at)] };
    if (numbers.expected === 0)
      return { kind: "healthy", reason: `${name} matches no pod now, which hinders nobody` };
    if (numbers.allowed > 0)
      return { kind: "healthy", reason: `${name} allows ${numbers.allowed} disruptions` };
    if (numbers.healthy < numbers.expected) return throughPods(collector, raw, numbers);
    if (!canNeverBeMet(numbers))
      return isPatient(incident, at)
        ? { kind: "wait", seconds: 30, reason: `${name} has just used up what it allows` }
        : { kind: "candidates", candidates: [] };
    if (isYoung) return { kind: "wait", seconds: 60, reason: `${name} has only just been made` };
    return { kind: "candidates", candidates: [neverMet(raw, numbers, at)] };
  },
};

function neverMet(raw: KubernetesObject, { expected, desired }: BudgetNumbers, at: string) {
  const object = refOf(raw);
  const { field, from } = fieldOf(raw);
  const repair = repairOf(object, { field, from }, expected);
  return found("budget-unsatisfiable", {
    confidence: 0.93,
    sentence: `${describeRef(object)} asks for ${desired} healthy pods of ${expected} (${field}: ${String(from)}), so that none may ever be evicted and no node with one of them can be drained.`,
    support: [
      objectDraft(
        object,
        at,
        `${field} is ${String(from)}; ${expected} pods expected, all healthy, ${desired} must stay, 0 disruptions allowed`,
      ),
    ],
    repair,
    advice: adviceFor(object, { field, expected }),
  });
}

function fieldOf(raw: KubernetesObject): { field: "minAvailable" | "maxUnavailable"; from: number | string } {
  const { minAvailable, maxUnavailable } = recordOf(raw.spec);
  const field = maxUnavailable === undefined ? "minAvailable" : "maxUnavailable";
  const from = maxUnavailable ?? minAvailable;
  return { field, from: typeof from === "number" || typeof from === "string" ? from : 1 };
}

/** One pod may be away. A workload of one pod has no such number: there a person chooses between two pods and an outage. */
function repairOf(
  target: ObjectRef,
  { field, from }: ReturnType<typeof fieldOf>,
  expected: number,
): Repair | null {
  const one = { type: "SetBudget" as const, target, isExclusive: false };
  const basis = `of ${expected} pods one may be away`;
  if (field === "maxUnavailable") return { ...one, parameters: { field, from, to: 1, basis } };
  if (expected < 2) return null;
  const share = `${Math.floor(((expected - 1) / expected) * 100)}%`;
  return { ...one, parameters: { field, from, to: typeof from === "string" ? share : expected - 1, basis } };
}

function adviceFor(object: ObjectRef, { field, expected }: { field: string; expected: number }): NextStep[] {
  const { namespace, name } = object;
  const patch = `{"spec":{"minAvailable":null,"maxUnavailable":1}}`;
  return [
    ...(expected < 2 && field === "minAvailable"
      ? [{ text: "Give its workload a second replica, where it can run with two" }]
      : []),
    {
      text: "Let one pod be away at a time, whatever the number of replicas",
      command: `kubectl patch pdb -n ${namespace} ${name} --type merge -p '${patch}'`,
    },
  ];
}

function notComputed(object: ObjectRef, message: string, at: string) {
  return found("budget-unsatisfiable", {
    confidence: 0.85,
    sentence: `${describeRef(object)} cannot be worked out, so that no eviction is allowed: ${message}`,
    support: [objectDraft(object, at, `DisruptionAllowed is False: SyncFailed: ${message}`)],
    advice: [
      {
        text: "Use a whole number for minAvailable where its pods have no controller with a scale, or select those of one controller alone",
        command: `kubectl describe pdb -n ${object.namespace} ${object.name}`,
      },
    ],
  });
}

/** Pods are ill, and the budget does what it is for: the workload is at fault. */
async function throughPods(
  collector: Collector,
  raw: KubernetesObject,
  { expected, healthy, desired }: BudgetNumbers,
): Promise<ObjectOpinion> {
  const object = refOf(raw);
  const at = collector.clock.now().toISOString();
  const selector = parseSelector(recordOf(raw.spec).selector);
  const text = `${healthy} of ${expected} pods are healthy, and ${desired} must stay`;
  const pods = await listObjects(collector, ["v1", "Pod"], {
    namespace: object.namespace,
    labelSelector: selectorText(selector ?? {}),
    limit: MOST_PODS,
  });
  const ill = pods.find((pod) => parsePod(pod)?.isReady === false) ?? pods[0];
  const found =
    ill &&
    (await tolerant(collector, `the workload of pod ${ill.metadata.name}`, {
      run: () => findWorkload(collector.reader, ill, collector.signal),
      fallback: undefined,
    }));
  if (found === undefined)
    return {
      kind: "wait",
      seconds: 30,
      reason: `${describeRef(object)}: ${text}, and pods are on their way`,
    };
  return {
    kind: "elsewhere",
    workload: found.workload,
    reason: `${describeRef(object)} allows no disruption, for pods of ${describeRef(found.workload)} are not healthy`,
    evidence: [objectDraft(object, at, text)],
  };
}
