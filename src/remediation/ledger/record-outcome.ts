import type { Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt, Proof } from "../../domain/attempt.ts";
import type { LessonResult } from "../../domain/experience.ts";
import type { Incident } from "../../domain/incident.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import { noteShape, recordLesson, shapeOf } from "../../incidents/experience/lesson-rows.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { workloadPattern } from "../../kubernetes/workload-pattern.ts";

/** What the end of an attempt teaches. Written with that end; one attempt is one lesson, however often it is told. */
export async function recordOutcome(
  tx: Transaction<Tables>,
  outcome: { incident: Incident; attempt: Attempt; result: LessonResult; proof?: Proof; at: Date },
): Promise<void> {
  const { incident, attempt, result, proof, at } = outcome;
  const action = attempt.plan.actions[0];
  if (action === undefined) return;
  const { kind } = action.target;
  const shape = workloadPattern({ ...(attempt.preImage as unknown as KubernetesObject), kind });
  const lesson = { incident, action, shape, result, proof: proof ?? null, at };
  await learn(tx, { ...lesson, origin: `attempt/${attempt.id}` });
}

/** The policy allowed no try: once an incident and action, however often it is asked. */
export async function recordDenial(
  tx: Transaction<Tables>,
  denied: { incident: Incident; draft: PlanDraft; object: KubernetesObject; at: Date },
): Promise<void> {
  const { incident, draft, at } = denied;
  const action = draft.actions[0];
  if (action === undefined) return;
  const shape = workloadPattern(denied.object);
  await noteShape(tx, incident.id, shape);
  const origin = `denied/${incident.id}/${action.type}`;
  await learn(tx, { incident, action, shape, result: "denied", proof: null, at, origin });
}

/** A person said no, and why: the plan was not what was wanted. */
export async function recordCorrection(
  tx: Transaction<Tables>,
  corrected: { incident: Incident; approvalId: string; at: Date },
): Promise<void> {
  const { incident, approvalId, at } = corrected;
  const action = incident.plan?.actions[0];
  if (action === undefined) return;
  const shape = (await shapeOf(tx, incident.id)) ?? action.target.kind;
  const origin = `approval/${approvalId}`;
  await learn(tx, { incident, action, shape, result: "corrected", proof: null, at, origin });
}

/** It was another cause than the plan was made for: whatever the plan did, it was no answer to this. */
export async function recordAnswer(
  tx: Transaction<Tables>,
  answered: { incident: Incident; at: Date },
): Promise<void> {
  const { incident, at } = answered;
  const action = incident.plan?.actions[0];
  if (action === undefined) return;
  const shape = (await shapeOf(tx, incident.id)) ?? action.target.kind;
  const origin = `answer/${incident.id}`;
  await learn(tx, { incident, action, shape, result: "corrected", proof: null, at, origin });
}

async function learn(
  tx: Transaction<Tables>,
  lesson: {
    incident: Incident;
    action: Action;
    shape: string;
    result: LessonResult;
    proof: Proof | null;
    at: Date;
    origin: string;
  },
): Promise<void> {
  const { incident, action, shape, result, proof, at, origin } = lesson;
  await recordLesson(tx, {
    origin,
    cluster: incident.cluster,
    namespace: action.target.namespace,
    workload: objectKey(action.target),
    cause: incident.cause ?? "unknown",
    action: action.type,
    shape,
    result,
    proof,
    at,
  });
}
