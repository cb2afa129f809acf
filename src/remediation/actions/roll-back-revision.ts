import type { Action } from "../../domain/action.ts";
import type { JsonPatch } from "../../domain/json-patch.ts";
import type { RollbackCase } from "../../domain/rollback-case.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import { podTemplateOf, templatePointer } from "./pod-template.ts";
import { proofSpec, type SoakSettings } from "./proof.ts";
import { compileTrail, type Trail } from "./trail.ts";

const KINDS = ["Deployment", "StatefulSet", "DaemonSet"];
/** Written into each ReplicaSet's template by the Deployment controller; in a Deployment it would pin the pods' hash. */
const HASH_LABEL = "pod-template-hash";

export interface RollBackInput {
  object: KubernetesObject;
  rollback: RollbackCase;
  trail: Omit<Trail, "changeCause">;
  longestRunSeconds: number;
  settings: SoakSettings;
}

/** Puts the template of a revision that ran well back, as `kubectl rollout undo` does. Undefined where it cannot. */
export function rollBackRevision(
  input: RollBackInput,
): Extract<Action, { type: "RollBackRevision" }> | undefined {
  const { object, rollback } = input;
  const path = templatePointer(object.kind);
  const present = podTemplateOf(object);
  if (!KINDS.includes(object.kind) || path === undefined || present === undefined) return undefined;
  const wanted = withoutHash(rollback.template);
  const sentence = `pod template: revision ${rollback.fromRevision} -> revision ${rollback.toRevision}, which ran for ${Math.round(rollback.ranSeconds)} s`;
  const trail = compileTrail(object, { ...input.trail, changeCause: `kube-autofix: ${sentence}` });
  const uid: JsonPatch[number] = { op: "test", path: "/metadata/uid", value: object.metadata.uid ?? "" };
  return {
    type: "RollBackRevision",
    target: refOf(object),
    parameters: {
      fromRevision: rollback.fromRevision,
      toRevision: rollback.toRevision,
      revisionObject: `${rollback.to.kind} ${rollback.to.name}`,
    },
    patch: [
      uid,
      { op: "test", path, value: present },
      { op: "replace", path, value: wanted },
      ...trail.patch,
    ],
    inverse: [
      uid,
      { op: "test", path, value: wanted },
      { op: "replace", path, value: present },
      ...trail.inverse,
    ],
    proof: proofSpec("rollout", input.longestRunSeconds, input.settings),
    sentence,
  };
}

function withoutHash(template: Record<string, unknown>): Record<string, unknown> {
  const metadata = asRecord(template.metadata);
  const { [HASH_LABEL]: _hash, ...labels } = asRecord(metadata.labels);
  return { ...template, metadata: { ...metadata, labels } };
}

function asRecord(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
