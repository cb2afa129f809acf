import type { Action } from "../../../src/domain/action.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../../src/kubernetes/json-patch-apply.ts";
import { refOf } from "../../../src/kubernetes/kubernetes-object.ts";

/** A workload, one change of it, and what it is afterwards. */
export const WEB: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "web", namespace: "shop", uid: "uid-1" },
  spec: {
    replicas: 1,
    template: {
      spec: { containers: [{ name: "web", image: "web:1", resources: { limits: { memory: "1Gi" } } }] },
    },
  },
};

const IMAGE = "/spec/template/spec/containers/0/image";

export function imageChange(object: KubernetesObject, from: string, to: string): Action {
  return {
    type: "SetImage",
    target: refOf(object),
    parameters: { container: "web", from, to, basis: "b" },
    patch: [
      { op: "test", path: IMAGE, value: from },
      { op: "replace", path: IMAGE, value: to },
    ],
    inverse: [
      { op: "test", path: IMAGE, value: to },
      { op: "replace", path: IMAGE, value: from },
    ],
    proof: { kind: "rollout", soakSeconds: 60, clipped: false, sentence: "s" },
    sentence: to,
  };
}

export const CHANGE = imageChange(WEB, "web:1", "web:2");
export const CHANGED = applyJsonPatch(WEB, CHANGE.patch);
