import type { Insertable } from "kysely";
import type { IncidentTable } from "../../src/database/tables.ts";

/** A row of an open incident; the name tells subjects apart. */
export function incidentRow(
  id: string,
  name: string,
  changes: Partial<Insertable<IncidentTable>> = {},
): Insertable<IncidentTable> {
  const openedAt = new Date("2026-01-01T00:00:00Z");
  return {
    id,
    cluster: "c",
    subject_api_version: "apps/v1",
    subject_group: "apps",
    subject_kind: "Deployment",
    subject_namespace: "default",
    subject_name: name,
    subject_uid: `uid-${name}`,
    workload: null,
    status: "investigating",
    outcome: null,
    cause: null,
    confidence: null,
    summary: "",
    finding: null,
    plan: null,
    approval_id: null,
    attempt_id: null,
    handover: null,
    merged_into: null,
    opened_at: openedAt,
    closed_at: null,
    last_symptom_at: openedAt,
    due_at: null,
    watch_until: null,
    epoch: 0,
    sequence: 0,
    thread_id: null,
    ...changes,
  };
}
