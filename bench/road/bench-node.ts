import type { ApiStage } from "./api-stage.ts";

const NAME = "kube-autofix-bench";
const SIZE = { cpu: "64", memory: "256Gi", pods: "500" };

/** A node without a kubelet: the scheduler binds pods to it, and what happens on it is written by hand. */
export async function addNode(stage: ApiStage): Promise<void> {
  const path = `/api/v1/nodes/${NAME}`;
  await stage.create("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: NAME } });
  await stage.merge(`${path}/status`, {
    status: {
      capacity: SIZE,
      allocatable: SIZE,
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", message: "written by hand" }],
    },
  });
  await stage.merge(path, { spec: { taints: [] } });
}

export async function removeNode(stage: ApiStage): Promise<void> {
  await stage.remove(`/api/v1/nodes/${NAME}`);
}
