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
  DiskPressure: ["KubeletHasDiskPressure", "kubelet has disk pressure", "disk-pressure"],
  MemoryPressure: [
    "KubeletHasInsufficientMemory",
    "kubelet has insufficient memory available",
    "memory-pressure",
  ],
  PIDPressure: ["KubeletHasInsufficientPID", "kubelet has insufficient PID available", "pid-pressure"],
} as const;
const WELL: Record<string, readonly [string, string, string]> = {
  Ready: ["True", "KubeletReady", "kubelet is posting ready status"],
  DiskPressure: ["False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  MemoryPressure: ["False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  PIDPressure: ["False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
};

/** The node as its controller and its kubelet would show it in this state: conditions and taints. */
export function nodeIn(node: KubernetesObject, becomes: NodeState, at: string): KubernetesObject {
  const { conditions = [] } = (node.status ?? {}) as { conditions?: Condition[] };
  const { taints = [], ...spec } = (node.spec ?? {}) as { taints?: { key: string }[] };
  const own = taints.filter(
    ({ key }) => !key.startsWith("node.kubernetes.io/") || key.endsWith("unschedulable"),
  );
  const next = [...own, ...taintsOf(becomes, at)];
  return {
    ...node,
    spec: { ...spec, ...(next.length > 0 && { taints: next }) },
    status: {
      ...(node.status as object),
      conditions: conditions.map((one) => changed(one, conditionIn(one.type, becomes), at)),
    },
  };
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

function taintsOf(becomes: NodeState, at: string): object[] {
  if (becomes === "well") return [];
  const of = (name: string, effect: string) => ({ key: `node.kubernetes.io/${name}`, effect, timeAdded: at });
  if (becomes === "silent") return [of("unreachable", "NoSchedule"), of("unreachable", "NoExecute")];
  return [of(PRESSURE[becomes][2], "NoSchedule")];
}
