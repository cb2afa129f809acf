import type { Kysely } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../kubernetes/json-patch-apply.ts";
import { holdsValues } from "../steps/write-patch.ts";
import { failedAttemptsOn } from "./attempt-rows.ts";

/**
 * Why a return to an earlier revision would bring back what a change of ours had written and what was put back; null for
 * all else. Such a revision may have stood for long enough to look like one that ran well.
 */
export async function ownFailedChange(
  db: Kysely<Tables>,
  object: KubernetesObject,
  action: Action | undefined,
): Promise<string | null> {
  if (action?.type !== "RollBackRevision") return null;
  return bringsBack(object, action, await failedAttemptsOn(db, objectKey(action.target)));
}

/** Pure. */
export function bringsBack(
  object: KubernetesObject,
  action: Action,
  failed: readonly Attempt[],
): string | null {
  const writes = action.patch.filter(({ op, path }) => op !== "test" && !path.startsWith("/metadata/"));
  const then = applyJsonPatch(object, writes);
  const again = failed.find(({ plan }) =>
    plan.actions.some(
      ({ target, patch }) =>
        target.uid === action.target.uid && !holdsValues(object, patch) && holdsValues(then, patch),
    ),
  );
  return again === undefined
    ? null
    : `the revision holds what attempt ${again.number} of incident ${again.incidentId} wrote, which did not hold and was put back`;
}
