import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";

export interface NodeSize {
  name: string;
  memory?: string;
  cpu?: string;
  labels?: Record<string, string>;
}

const CONDITIONS = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
] as const;

function node({ name, memory = "8Gi", cpu = "4", labels }: NodeSize, at: string): KubernetesObject {
  const size = { cpu, "ephemeral-storage": "264212084Ki", memory, pods: "110" };
  const own = { "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, creationTimestamp: at, labels: { ...own, ...labels } },
    spec: {},
    status: {
      addresses: [
        { address: "10.244.0.1", type: "InternalIP" },
        { address: name, type: "Hostname" },
      ],
      allocatable: size,
      capacity: size,
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        ...{ type, status, reason, message, lastHeartbeatTime: at, lastTransitionTime: at },
      })),
      nodeInfo: {
        architecture: "amd64",
        containerRuntimeVersion: "containerd://1.6.20",
        kubeletVersion: "v1.34.4",
        operatingSystem: "linux",
        osImage: "Debian GNU/Linux 12 (bookworm)",
      },
    },
  };
}

const namespace = (name: string, at: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, creationTimestamp: at, labels: { "kubernetes.io/metadata.name": name } },
  spec: { finalizers: ["kubernetes"] },
  status: { phase: "Active" },
});

/** What a cluster has before anybody uses it. */
export const initialObjects = (
  nodes: NodeSize[],
  at: string,
): { resource: string; object: KubernetesObject }[] => [
  ...["default", "kube-node-lease", "kube-public", "kube-system"].map((name) => ({
    resource: "namespaces",
    object: namespace(name, at),
  })),
  ...[
    ["system-cluster-critical", 2_000_000_000],
    ["system-node-critical", 2_000_001_000],
  ].map(([name, value]) => ({
    resource: "priorityclasses.scheduling.k8s.io",
    object: {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: String(name), creationTimestamp: at, generation: 1 },
      ...{ value, preemptionPolicy: "PreemptLowerPriority" },
    },
  })),
  ...nodes.map((size) => ({ resource: "nodes", object: node(size, at) })),
];
