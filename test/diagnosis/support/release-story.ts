import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import {
  ago,
  deployment,
  node,
  type PodPlan,
  pod,
  replicaSet,
  replicaSetRef,
  running,
  status,
} from "./workload.ts";

export interface ReleaseStory {
  old: Record<string, unknown>;
  newer: Record<string, unknown>;
  /** The newest revision's pod; it began 200 s ago. */
  failing: PodPlan;
  oldServes?: boolean;
  oldServedFor?: number;
  rolledOut?: number;
  more?: KubernetesObject[];
}

/** A Deployment `web` whose revision 2 replaces revision 1, of which a pod still serves unless said otherwise. */
export function releaseStory(story: ReleaseStory): KubernetesObject[] {
  const { old, newer, failing, oldServes = true, oldServedFor = 86_400, rolledOut = 300, more = [] } = story;
  const serving: PodPlan = {
    name: "web-a-1",
    owner: replicaSetRef("a"),
    created: oldServedFor + rolledOut,
    ready: true,
    statuses: [status({ state: running(oldServedFor + rolledOut), lastState: {}, restartCount: 0 })],
  };
  return [
    deployment(newer, { replicas: 1, status: { replicas: 2, updatedReplicas: 1 } }),
    replicaSet("b", 2, { of: newer, created: rolledOut }),
    replicaSet("a", 1, { of: old, created: oldServedFor + rolledOut }),
    pod(newer, { name: "web-b-1", owner: replicaSetRef("b"), created: rolledOut, ...failing }),
    ...(oldServes ? [pod(old, serving)] : []),
    node("node-1"),
    ...more,
  ];
}

export const waiting = (reason: string, message = "") => ({ waiting: { reason, message } });

export function configMap(
  name: string,
  data: Record<string, string>,
  written: { created?: number; changed?: number; immutable?: boolean } = {},
): KubernetesObject {
  const { created = 5000, changed, immutable } = written;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name,
      namespace: "shop",
      uid: `uid-${name}`,
      creationTimestamp: ago(created),
      ...(changed === undefined
        ? {}
        : {
            managedFields: [
              {
                manager: "kubectl-edit",
                operation: "Update",
                time: ago(changed),
                fieldsV1: { "f:data": {} },
              },
            ],
          }),
    },
    data,
    ...(immutable === undefined ? {} : { immutable }),
  };
}
