import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { StatusError } from "../api/status-error.ts";
import { changedFields, type ManagedFieldsEntry, sharedLeaves } from "./managed-fields.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

/**
 * Server-side apply in simplified form: fields are merged as by a strategic merge, a change of a field that another
 * manager owns is a conflict unless forced, and a field that the manager no longer applies stays as it is.
 */
export function applyConfiguration(
  current: KubernetesObject | undefined,
  applied: KubernetesObject,
  options: { manager: string; isForced: boolean },
): KubernetesObject {
  const next = applyStrategicMergePatch(current ?? {}, applied) as KubernetesObject;
  if (current && !options.isForced) refuseConflicts(current, next, options.manager);
  return next;
}

function refuseConflicts(current: KubernetesObject, next: KubernetesObject, manager: string): void {
  const changed = changedFields(current, next);
  if (!changed) return;
  const entries = (current.metadata.managedFields ?? []) as ManagedFieldsEntry[];
  const conflicts = entries
    .filter((entry) => entry.manager !== manager)
    .flatMap((entry) => sharedLeaves(entry.fieldsV1, changed).map((field) => ({ entry, field })));
  if (conflicts.length === 0) return;
  const told = conflicts.map(({ entry, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with "${entry.manager}"${entry.operation === "Update" ? ` using ${entry.apiVersion}` : ""}`,
    field,
  }));
  const text = told.map((cause) => `${cause.message}: ${cause.field}`).join(", ");
  const noun = told.length === 1 ? "conflict" : "conflicts";
  throw new StatusError(409, "Conflict", `Apply failed with ${told.length} ${noun}: ${text}`, {
    causes: told,
  });
}
