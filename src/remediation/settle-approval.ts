import type { Approval } from "../domain/approval.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import type { DecisionMoment, DecisionRequest, DecisionResult } from "./decisions.ts";

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
  const input = { approvalId: approval.id, planDigest: approval.planDigest, door, by, comment };
  const text = `${by} ${state} the plan${comment === "" ? "" : `: ${comment}`}`;
  await tx.advance(
    state === "approved" ? { type: "approved", by } : { type: "rejected", by, reason: comment, quietAt },
    { text, input, output: { state } },
  );
  return {
    result: "decided",
    approval: { ...approval, state, decidedAt: at.now, by, door, reason: comment },
  };
}

/** The time to decide stands still until the next asking; the plan goes on being checked meanwhile. */
async function putOff(
  tx: IncidentTransaction,
  approval: Approval,
  { by, door, comment }: DecisionRequest,
  { now, until }: { now: Date; until: Date },
): Promise<DecisionResult> {
  const expiresAt = new Date(approval.expiresAt.getTime() + until.getTime() - now.getTime());
  await tx.db
    .updateTable("approvals")
    .set({ ask_again_at: until, expires_at: expiresAt })
    .where("id", "=", approval.id)
    .execute();
  const reason = `${by} said not now; asked again at ${until.toISOString()}${comment === "" ? "" : `: ${comment}`}`;
  const input = { approvalId: approval.id, planDigest: approval.planDigest, door, by, comment };
  await tx.advance({ type: "not-now", by, reason }, { text: reason, input, output: { until, expiresAt } });
  return { result: "put-off", until };
}
