import type { Selectable } from "kysely";
import type { ApprovalTable } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";

export function approvalOfRow(row: Selectable<ApprovalTable>): Approval {
  return {
    id: row.id,
    incidentId: row.incident_id,
    planDigest: row.plan_digest,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    by: row.decided_by,
    door: row.door,
    reason: row.reason,
    askAgainAt: row.ask_again_at,
    escalateAt: row.escalate_at,
    first: row.first_yes,
  };
}
