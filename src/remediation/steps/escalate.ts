import type { Approval } from "../../domain/approval.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";

/** Half of the time to decide is over: people are reminded by name, once. The row says whether that was done. */
export async function escalate(tx: IncidentTransaction, approval: Approval, expiresAt: Date): Promise<void> {
  await tx.db.updateTable("approvals").set({ escalate_at: null }).where("id", "=", approval.id).execute();
  const wanted = approval.first === null ? "nobody has decided" : "no second person has decided";
  const reason = `${wanted} in half of the time; it ends at ${expiresAt.toISOString()}`;
  const input = { approvalId: approval.id, planDigest: approval.planDigest, expiresAt };
  await tx.advance({ type: "escalated", reason }, { text: reason, input, output: {} });
}
