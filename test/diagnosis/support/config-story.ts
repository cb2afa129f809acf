import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { lookAtObjects, objectsOf } from "./classic.ts";
import { findingOf } from "./investigate.ts";
import { waiting } from "./release-story.ts";
import {
  ago,
  backOff,
  container,
  deployment,
  type PodPlan,
  status,
  template,
  terminated,
} from "./workload.ts";

export const waits = (reason: string, message = ""): PodPlan => ({
  created: 60,
  phase: "Pending",
  statuses: [status({ state: waiting(reason, message), lastState: {}, restartCount: 0 })],
});
export const fromKey = (map: string, key: string) => ({
  env: [{ name: "A", valueFrom: { configMapKeyRef: { name: map, key } } }],
});
export const fromSecret = (name: string, key = "password") => ({
  env: [{ name: "P", valueFrom: { secretKeyRef: { name, key } } }],
});
export const crash: PodPlan = {
  statuses: [
    status({
      state: backOff,
      lastState: terminated({ reason: "Error", exitCode: 1, ran: 1 }),
      restartCount: 3,
    }),
  ],
};

export interface Look {
  more: Record<string, unknown>;
  spec?: Record<string, unknown>;
  pod: PodPlan;
  objects?: KubernetesObject[];
  logs?: Record<string, string>;
  ranBefore?: boolean;
}
export async function look({ more, spec = {}, pod, objects = [], logs = {}, ranBefore = false }: Look) {
  const plan = { spec: { containers: [{ ...container(), ...more }], ...spec }, pods: [pod] };
  const conditions = [{ type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" }];
  const own = objectsOf(plan).map((object) =>
    object.kind === "Deployment"
      ? {
          ...object,
          metadata: { ...object.metadata, creationTimestamp: ago(4000) },
          status: { ...(object.status as object), ...(ranBefore ? { conditions } : {}) },
        }
      : object,
  );
  return findingOf(await lookAtObjects([...own, ...objects], { logs }, { openedAt: ago(100) }));
}
export const other = (spec: Record<string, unknown>): KubernetesObject => {
  const made = deployment(template({ containers: [{ ...container(), ...spec }] }));
  return { ...made, metadata: { ...made.metadata, name: "other", uid: "uid-other" } };
};
