import type { Finding } from "../../../src/domain/finding.ts";
import type { Handover } from "../../../src/domain/handover.ts";
import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import type { Plan } from "../../../src/domain/plan.ts";
import type { Guards, Nature, World } from "../world.ts";

/** Stands for src/domain/plan.ts: a digest that spells everything a person is shown. */
export interface Change {
  uid: number;
  from: number;
  to: number;
}

export const SUBJECT: ObjectRef = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "shop",
  name: "web",
  uid: "0",
};

/** Is ill through SUBJECT. */
export const DEPENDENT: ObjectRef = {
  ...{ apiVersion: "v1", kind: "Service", namespace: "shop", name: "web", uid: "s" },
};

export function planOf({ uid, from, to }: Change, verdict: Plan["verdict"]): Plan {
  return {
    incidentId: "",
    sentence: "",
    risk: { level: "low", reasons: [] },
    actions: [],
    notes: [],
    digest: `${uid}:${from}>${to}:${verdict}`,
    verdict,
    rule: "r",
    reason: "because",
    autonomy: "auto",
  };
}

/** Stands for src/remediation/undo/undo-draft.ts: the way back, as a plan of its own. */
export function undoOf(
  attempt: { id: string; from: number; to: number; uid: number },
  verdict: Plan["verdict"],
): Plan {
  const { id, uid, from, to } = attempt;
  const plan = planOf({ uid, from: to, to: from }, verdict);
  return {
    ...plan,
    digest: `${plan.digest}:undo`,
    undoes: { attemptId: id, number: 1, by: "ada", reason: "no" },
  };
}

export function changeOf({ digest }: Pick<Plan, "digest">): Change {
  const [uid = Number.NaN, from = Number.NaN, to = Number.NaN] = digest.split(/[:>]/).map(Number);
  return { uid, from, to };
}

/** Stands for src/remediation/policy: what a model found, and what a person once undid, is a person's to decide. */
export function verdictOf(
  { nature, attempts }: Pick<World, "nature" | "attempts">,
  { personForModels, remembersUndone }: Guards,
): Nature["verdict"] {
  const { verdict, isFoundByModel } = nature;
  const wasUndone = attempts.some(({ undoes, result }) => undoes !== null && result === "verified");
  const isPersons = (isFoundByModel && personForModels) || (wasUndone && remembersUndone);
  return verdict === "auto" && isPersons ? "approve" : verdict;
}

export function findingOf(nature: Nature, incident: { index: number; wasDiagnosed: boolean }): Finding {
  const isFirst = incident.index === 0 && !(nature.second === "both-change" && incident.wasDiagnosed);
  return {
    cause: isFirst || nature.second === "same" ? "memory-limit-too-low" : "image-not-found",
    object: SUBJECT,
    confidence: 0.9,
    sentence: "",
    evidence: [],
    ruledOut: [],
    memory: null,
    rollback: null,
    repair: null,
    advice: [],
    ...(nature.isFoundByModel && { foundBy: "model" as const }),
  };
}

export const HANDOVER: Handover = { sentence: "", evidence: [], tried: [], nextSteps: [] };
