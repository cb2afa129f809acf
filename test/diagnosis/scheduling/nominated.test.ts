import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { lookAtObjects } from "../support/classic.ts";
import { findingOf } from "../support/investigate.ts";
import { ago, container, deployment, pod, replicaSet, template } from "../support/workload.ts";

const full: KubernetesObject = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "node-1" },
  status: {
    allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
    conditions: [{ type: "Ready", status: "True" }],
  },
};

/** A pod that found no room so many seconds ago, on a cluster that may be making room for it. */
function waiting(seconds: number, nominatedNodeName: string | undefined): KubernetesObject[] {
  const of = template({ containers: [container()] });
  const made = pod(of, { statuses: [], phase: "Pending", created: seconds });
  const message =
    "0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to a terminating pod on the nominated node.";
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message,
    lastTransitionTime: ago(seconds),
  };
  return [
    deployment(of),
    replicaSet("a", 1, { of, created: 900 }),
    {
      ...made,
      spec: { ...(made.spec as object), nodeName: undefined },
      status: { ...(made.status as object), conditions: [condition], nominatedNodeName },
    },
    full,
  ];
}
const looked = (seconds: number, nominated?: string) =>
  lookAtObjects(waiting(seconds, nominated), {}, { openedAt: ago(280) });

describe("a pod for which others are being ended", () => {
  test("is waited for", async () => {
    expect(await looked(280, "node-1")).toMatchObject({ kind: "wait" });
  });

  test("is waited for no longer than pods take to end", async () => {
    expect(findingOf(await looked(320, "node-1")).cause).toBe("no-room-on-nodes");
  });

  test("is told from one for which nobody makes room", async () => {
    expect(findingOf(await looked(280)).cause).toBe("no-room-on-nodes");
  });
});
