import { given } from "../core/given.ts";
import type { Approval } from "../domain/approval.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import type { DecisionMoment, DecisionRequest, DecisionResult } from "./decisions.ts";
import { personOf } from "./doors-of-a-decision.ts";
import { recordCorrection } from "./ledger/record-outcome.ts";

/** Yes, no, or later, on a question that stands. */
export async function settleApproval(
  tx: IncidentTransaction,
  approval: Approval,
  request: DecisionRequest,
  at: DecisionMoment & { until: Date },
): Promise<DecisionResult> {
  if (request.decision === "not-now") return putOff(tx, approval, request, at);
  const { incident } = tx;
  const { by, door, comment } = request;
  const state = request.decision === "approve" ? "approved" : "rejected";
  if (state === "approved" && request.isConfirmed === false && incident.plan?.risk.level === "high")
    return { result: "unconfirmed" };
  if (state === "approved" && incident.plan?.approvers === 2) {
    if (approval.first === null) return sayFirstYes(tx, approval, request, at.now);
    if (approval.first.person === personOf(request)) return { result: "same-person", approval };
  }
  await tx.db
    .updateTable("approvals")
    .set({ state, decided_at: at.now, decided_by: by, door, reason: comment })
    .where("id", "=", approval.id)
    .execute();
  const soakSeconds = Math.max(
    0,
    ...(incident.plan?.actions ?? []).map((action) => action.proof.soakSeconds),
  );
  const quietAt = new Date(at.now.getTime() + (at.quietSeconds ?? soakSeconds) * 1000);
  const { id: approvalId, planDigest, first } = approval;
  const input = {
    approvalId,
    planDigest,
    door,
    by,
    ...given("person", request.person),
    comment,
    ...(first !== null && { first }),
  };
  const after = first === null ? "" : `, after ${first.by} had said yes`;
  const text = `${by} ${state} the plan${after}${comment === "" ? "" : `: ${comment}`}`;
  // A no to an undoing says nothing against the repair.
  if (state === "rejected" && comment !== "" && incident.plan?.undoes === undefined)
    await recordCorrection(tx.db, { incident, approvalId, at: at.now });
  await tx.advance(
    state === "approved" ? { type: "approved", by } : { type: "rejected", by, reason: comment, quietAt },
    { text, input, output: { state } },
  );
  return {
    result: "decided",
    approval: { ...approval, state, decidedAt: at.now, by, door, reason: comment },
  };
}

/** The first of two: it is written down and shown, and nothing is done before another person says the same of the same plan. */
async function sayFirstYes(
  tx: IncidentTransaction,
  approval: Approval,
  request: DecisionRequest,
  now: Date,
): Promise<DecisionResult> {
  const { by, door, comment } = request;
  const first = { person: personOf(request), by, door, at: now.toISOString(), comment };
  await tx.db
    .updateTable("approvals")
    .set({ first_yes: JSON.stringify(first) })
    .where("id", "=", approval.id)
    .execute();
  const reason = `${by} said yes, and a second person is needed${comment === "" ? "" : `: ${comment}`}`;
  const input = {
    approvalId: approval.id,
    planDigest: approval.planDigest,
    door,
    by,
    ...given("person", request.person),
    comment,
  };
  await tx.advance({ type: "first-approved", by, reason }, { text: reason, input, output: { first } });
  return { result: "first-of-two", approval: { ...approval, first } };
}

/** The time to decide stands still until the next asking; the plan goes on being checked meanwhile. */
async function putOff(
  tx: IncidentTransaction,
  approval: Approval,
  request: DecisionRequest,
  { now, until }: { now: Date; until: Date },
): Promise<DecisionResult> {
  const { by, door, comment } = request;
  const later = (at: Date) => new Date(at.getTime() + until.getTime() - now.getTime());
  const expiresAt = later(approval.expiresAt);
  const escalateAt = approval.escalateAt === null ? null : later(approval.escalateAt);
  await tx.db
    .updateTable("approvals")
    .set({ ask_again_at: until, expires_at: expiresAt, escalate_at: escalateAt })
    .where("id", "=", approval.id)
    .execute();
  const reason = `${by} said not now; asked again at ${until.toISOString()}${comment === "" ? "" : `: ${comment}`}`;
  const input = {
    approvalId: approval.id,
    planDigest: approval.planDigest,
    door,
    by,
    ...given("person", request.person),
    comment,
  };
  await tx.advance({ type: "not-now", by, reason }, { text: reason, input, output: { until, expiresAt } });
  return { result: "put-off", until };
}
