import type { Insertable, Kysely, Selectable, Transaction } from "kysely";
import type { IncidentTable, Tables } from "../database/tables.ts";
import { findingSchema } from "../domain/finding.ts";
import { handoverSchema } from "../domain/handover.ts";
import type { Incident } from "../domain/incident.ts";
import { groupOf, objectRefSchema } from "../domain/object-ref.ts";
import { planSchema } from "../domain/plan.ts";
import { storedJson, storedText } from "./stored-json.ts";
import { SUBJECT_COLUMNS, subjectOf } from "./subject-columns.ts";

export type Database = Kysely<Tables> | Transaction<Tables>;

/** By name, and not all that there are: a statement that stays planned must not change its columns with the next version. */
export const INCIDENT_COLUMNS = [
  "id",
  "cluster",
  ...SUBJECT_COLUMNS,
  "workload",
  "status",
  "status_at",
  "outcome",
  "cause",
  "confidence",
  "summary",
  "finding",
  "plan",
  "approval_id",
  "attempt_id",
  "handover",
  "merged_into",
  "caused_by",
  "opened_at",
  "closed_at",
  "last_symptom_at",
  "due_at",
  "watch_until",
  "epoch",
  "sequence",
] as const satisfies readonly (keyof IncidentTable)[];
export type IncidentRow = Pick<Selectable<IncidentTable>, (typeof INCIDENT_COLUMNS)[number]>;

export function incidentOfRow(row: IncidentRow): Incident {
  return {
    id: row.id,
    cluster: row.cluster,
    subject: subjectOf(row),
    workload: objectRefSchema.nullable().parse(row.workload),
    status: row.status,
    outcome: row.outcome,
    cause: row.cause,
    confidence: row.confidence,
    summary: row.summary,
    finding: findingSchema.nullable().parse(row.finding),
    plan: planSchema.nullable().parse(row.plan),
    approvalId: row.approval_id,
    attemptId: row.attempt_id,
    handover: handoverSchema.nullable().parse(row.handover),
    mergedInto: row.merged_into,
    causedBy: row.caused_by,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    lastSymptomAt: row.last_symptom_at,
    dueAt: row.due_at,
    watchUntil: row.watch_until,
    epoch: row.epoch,
    sequence: row.sequence,
  };
}

/** Everything but the fencing epoch, which claims alone change, and the thread, which belongs to the run. */
export function changesOfIncident(incident: Incident) {
  const { subject } = incident;
  return {
    cluster: incident.cluster,
    subject_api_version: subject.apiVersion,
    subject_group: groupOf(subject.apiVersion),
    subject_kind: subject.kind,
    subject_namespace: subject.namespace,
    subject_name: subject.name,
    subject_uid: subject.uid,
    workload: nullableJson(incident.workload),
    status: incident.status,
    outcome: incident.outcome,
    cause: incident.cause,
    confidence: incident.confidence,
    summary: storedText(incident.summary),
    finding: nullableJson(incident.finding),
    plan: nullableJson(incident.plan),
    approval_id: incident.approvalId,
    attempt_id: incident.attemptId,
    handover: nullableJson(incident.handover),
    merged_into: incident.mergedInto,
    caused_by: incident.causedBy,
    opened_at: incident.openedAt,
    closed_at: incident.closedAt,
    last_symptom_at: incident.lastSymptomAt,
    due_at: incident.dueAt,
    watch_until: incident.watchUntil,
    sequence: incident.sequence,
  };
}

export function rowOfIncident(incident: Incident): Insertable<IncidentTable> {
  return {
    id: incident.id,
    epoch: incident.epoch,
    thread_id: null,
    status_at: incident.openedAt,
    ...changesOfIncident(incident),
  };
}

const nullableJson = (value: object | null) => (value === null ? null : storedJson(value));

/** Rows of one subject, whatever version of its API group named it. */
export function ofSubject(incident: Pick<Incident, "cluster" | "subject">) {
  const { cluster, subject } = incident;
  return {
    cluster,
    subject_group: groupOf(subject.apiVersion),
    subject_kind: subject.kind,
    subject_namespace: subject.namespace,
    subject_name: subject.name,
  };
}
