import type { JsonPatch } from "../../domain/json-patch.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { pointerSegment } from "../../kubernetes/json-patch-apply.ts";
import { ATTEMPT_ANNOTATION, INCIDENT_ANNOTATION } from "../../kubernetes/own-annotations.ts";

export const CHANGE_CAUSE = "kubernetes.io/change-cause";

/** What an attempt writes beside its change: who did it, so that a lost answer can be told from a lost request. */
export interface Trail {
  incidentId: string;
  attemptNumber: number;
  changeCause: string;
}

export function trailAnnotations(trail: Trail): Record<string, string> {
  return {
    [CHANGE_CAUSE]: trail.changeCause,
    [INCIDENT_ANNOTATION]: trail.incidentId,
    [ATTEMPT_ANNOTATION]: String(trail.attemptNumber),
  };
}

export function bearsTrail(object: KubernetesObject, incidentId: string, attemptNumber: number): boolean {
  const annotations = object.metadata.annotations ?? {};
  return (
    annotations[INCIDENT_ANNOTATION] === incidentId &&
    annotations[ATTEMPT_ANNOTATION] === String(attemptNumber)
  );
}

const MAP = "/metadata/annotations";
const pointerOf = (key: string) => `${MAP}/${pointerSegment(key)}`;

export function isTrailPointer(pointer: string): boolean {
  return pointer.startsWith(MAP);
}

/**
 * Operations that write the annotations, and those that restore what was there. A `test` for null passes where nothing is.
 */
export function compileTrail(
  object: KubernetesObject,
  trail: Trail,
): { patch: JsonPatch; inverse: JsonPatch } {
  const before = object.metadata.annotations;
  const patch: JsonPatch =
    before === undefined
      ? [
          { op: "test", path: MAP, value: null },
          { op: "add", path: MAP, value: {} },
        ]
      : [];
  const inverse: JsonPatch = [];
  for (const [key, value] of Object.entries(trailAnnotations(trail))) {
    const path = pointerOf(key);
    const old = before?.[key];
    inverse.push({ op: "test", path, value });
    if (old === undefined) {
      patch.push({ op: "test", path, value: null }, { op: "add", path, value });
      inverse.push({ op: "remove", path });
    } else {
      patch.push({ op: "test", path, value: old }, { op: "replace", path, value });
      inverse.push({ op: "replace", path, value: old });
    }
  }
  return { patch, inverse };
}
