import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { NodeState } from "../scenario.ts";

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  lastTransitionTime: string;
}

const SILENT = { reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." };
const PRESSURE = {
  DiskPressure: ["KubeletHasDiskPressure", "kubelet has disk pressure"],
  MemoryPressure: ["KubeletHasInsufficientMemory", "kubelet has insufficient memory available"],
  PIDPressure: ["KubeletHasInsufficientPID", "kubelet has insufficient PID available"],
} as const;
const WELL: Record<string, readonly [string, string, string]> = {
  Ready: ["True", "KubeletReady", "kubelet is posting ready status"],
  DiskPressure: ["False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  MemoryPressure: ["False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  PIDPressure: ["False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
};

/** The node's conditions as its kubelet, or where that is silent its controller, would write them; the taints follow from them. */
export function nodeIn(node: KubernetesObject, becomes: NodeState, at: string): KubernetesObject {
  const { conditions = [] } = (node.status ?? {}) as { conditions?: Condition[] };
  const next = conditions.map((one) => changed(one, conditionIn(one.type, becomes), at));
  return { ...node, status: { ...(node.status as object), conditions: next } };
}

function changed(
  one: Condition,
  now: Pick<Condition, "status" | "reason" | "message">,
  at: string,
): Condition {
  return { ...one, ...now, lastTransitionTime: one.status === now.status ? one.lastTransitionTime : at };
}

function conditionIn(type: string, becomes: NodeState): Pick<Condition, "status" | "reason" | "message"> {
  if (becomes === "silent") return { status: "Unknown", ...SILENT };
  if (becomes !== "well" && becomes === type) {
    const [reason, message] = PRESSURE[becomes];
    return { status: "True", reason, message };
  }
  const [status = "", reason = "", message = ""] = WELL[type] ?? [];
  return { status, reason, message };
}
