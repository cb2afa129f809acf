import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../../../src/database/tables.ts";
import type { Action } from "../../../src/domain/action.ts";
import type { IncidentStatus } from "../../../src/domain/incident.ts";
import { objectKey } from "../../../src/domain/object-ref.ts";
import { incidentRow } from "../../support/incident-rows.ts";
import { NOW, planOf } from "./ledger.ts";

interface Begin {
  actions: Action[];
  verdict?: "auto" | "approve" | "deny";
  steps?: string[];
  status?: IncidentStatus;
  preImage?: unknown;
  at?: Date;
  incidentId?: string;
}

/** The rows that are committed before the first write of an attempt. */
export async function beginInLedger(db: Kysely<Tables>, begin: Begin) {
  const { actions, verdict = "auto", steps = [], status = "applying", at = NOW } = begin;
  const [attemptId, incidentId] = [randomUUID(), begin.incidentId ?? randomUUID()];
  const plan = planOf(actions, verdict);
  const target = actions[0]?.target;
  if (target === undefined) throw new Error("an attempt has an action");
  const subject = {
    subject_kind: target.kind,
    subject_namespace: target.namespace,
    subject_uid: target.uid,
    status,
    status_at: at,
    attempt_id: attemptId,
  };
  await db
    .insertInto("incidents")
    .values(incidentRow(incidentId, target.name, subject))
    .execute();
  await db
    .insertInto("attempts")
    .values({
      id: attemptId,
      incident_id: incidentId,
      number: 1,
      target_key: objectKey(target),
      plan_digest: plan.digest,
      plan: JSON.stringify(plan),
      pre_image: JSON.stringify(begin.preImage ?? {}),
      before: JSON.stringify({ pods: [{ uid: "pod-1" }] }),
      steps: JSON.stringify(steps),
      applied_generation: null,
      verification: "{}",
      previous_run_seconds: 0,
      failure: null,
      result: null,
      proof: null,
      started_at: at,
      applied_at: null,
      ended_at: null,
    })
    .execute();
  return { attemptId, incidentId, planDigest: plan.digest };
}
