import type { Selectable } from "kysely";
import type { IncidentTable } from "../database/tables.ts";
import type { ObjectRef } from "../domain/object-ref.ts";

/** The columns that say which object an incident is about. */
export const SUBJECT_COLUMNS = [
  "subject_api_version",
  "subject_kind",
  "subject_namespace",
  "subject_name",
  "subject_uid",
] as const satisfies readonly (keyof IncidentTable)[];

export function subjectOf(row: Pick<Selectable<IncidentTable>, (typeof SUBJECT_COLUMNS)[number]>): ObjectRef {
  return {
    apiVersion: row.subject_api_version,
    kind: row.subject_kind,
    namespace: row.subject_namespace,
    name: row.subject_name,
    uid: row.subject_uid,
  };
}
