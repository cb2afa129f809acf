import type { NextStep } from "../../domain/handover.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../candidate.ts";
import { getCommand, objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { formatSeconds } from "../quantity.ts";

/** Deleting takes a while, and controllers take their turns. */
export const STUCK_SECONDS = 3 * 60;

/** How long ago the object should have gone; undefined for one that nobody deletes. */
export function overdueSeconds(object: KubernetesObject, at: string): number | undefined {
  const { deletionTimestamp } = object.metadata;
  return deletionTimestamp === undefined
    ? undefined
    : Math.max(0, Math.round((Date.parse(at) - Date.parse(deletionTimestamp)) / 1000));
}

export function finalizersOf(object: KubernetesObject): string[] {
  const { finalizers } = object.metadata;
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}

/** It is being deleted, and somebody who should let it go does not. Letting go by force may lose data: a person does. */
export function heldByFinalizers(
  object: KubernetesObject,
  { at, why, advice = [] }: { at: string; why: string; advice?: NextStep[] },
): Candidate {
  const ref = refOf(object);
  const names = finalizersOf(object);
  const long = formatSeconds(overdueSeconds(object, at) ?? 0);
  return found("finalizer-stuck", {
    confidence: 0.93,
    sentence: `${describeRef(ref)} is being deleted for ${long} and does not go: ${why}.`,
    support: [
      objectDraft(
        ref,
        object.metadata.deletionTimestamp ?? at,
        `deletionTimestamp is set${names.length === 0 ? "" : `; finalizers: ${names.join(", ")}`}`,
      ),
    ],
    advice: [
      ...advice,
      {
        text: "See what should let it go: the controller that owns the finalizer, and whether it runs",
        command: getCommand(ref),
      },
      {
        text: "Only when what the finalizer guards is known to be gone or worthless: remove the finalizer by hand",
      },
    ],
  });
}
