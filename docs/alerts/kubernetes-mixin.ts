import type { Symptom } from "../../src/domain/symptom.ts";

/** An alert of kubernetes-mixin with the labels that its rule leaves on it, and where it leads; null: to no incident. */
export interface StockAlert {
  name: string;
  labels: Readonly<Record<string, string>>;
  leads: { symptom: Symptom; kind: string } | null;
}

const KSM = { job: "kube-state-metrics", namespace: "shop" };
const POD = { ...KSM, pod: "web-1", container: "web" };
const NODE = { job: "kube-state-metrics", node: "node-1" };
const KUBELET = { job: "kubelet", metrics_path: "/metrics", instance: "10.0.0.9:10250", node: "node-1" };

const rows = (
  kind: string,
  labels: Record<string, string>,
  names: Readonly<Record<string, Symptom>>,
): StockAlert[] =>
  Object.entries(names).map(([name, symptom]) => ({ name, labels, leads: { symptom, kind } }));
const nowhere = (labels: Record<string, string>, names: readonly string[]): StockAlert[] =>
  names.map((name) => ({ name, labels, leads: null }));

/** https://github.com/kubernetes-monitoring/kubernetes-mixin, folder `alerts`. */
export const KUBERNETES_MIXIN: readonly StockAlert[] = [
  ...rows("Pod", { ...POD, reason: "CrashLoopBackOff" }, { KubePodCrashLooping: "crash-looping" }),
  ...rows("Pod", { namespace: "shop", pod: "web-1" }, { KubePodNotReady: "not-ready" }),
  ...rows("Pod", { ...POD, reason: "ImagePullBackOff" }, { KubeContainerWaiting: "image-not-pulled" }),
  ...rows(
    "Pod",
    { namespace: "shop", pod: "web-1", container: "web" },
    { CPUThrottlingHigh: "cpu-throttled" },
  ),
  ...rows(
    "Deployment",
    { ...KSM, deployment: "web" },
    {
      KubeDeploymentGenerationMismatch: "rollout-stuck",
      KubeDeploymentReplicasMismatch: "not-ready",
      KubeDeploymentRolloutStuck: "rollout-stuck",
    },
  ),
  ...rows(
    "StatefulSet",
    { ...KSM, statefulset: "db" },
    {
      KubeStatefulSetReplicasMismatch: "not-ready",
      KubeStatefulSetGenerationMismatch: "rollout-stuck",
      KubeStatefulSetUpdateNotRolledOut: "rollout-stuck",
    },
  ),
  ...rows(
    "DaemonSet",
    { ...KSM, daemonset: "agent" },
    {
      KubeDaemonSetRolloutStuck: "rollout-stuck",
      KubeDaemonSetNotScheduled: "unschedulable",
      KubeDaemonSetMisScheduled: "not-ready",
    },
  ),
  ...rows(
    "Job",
    { ...KSM, job_name: "night-1" },
    { KubeJobNotCompleted: "job-failed", KubeJobFailed: "job-failed" },
  ),
  ...rows(
    "HorizontalPodAutoscaler",
    { ...KSM, horizontalpodautoscaler: "web" },
    { KubeHpaReplicasMismatch: "other", KubeHpaMaxedOut: "autoscaler-at-maximum" },
  ),
  ...rows(
    "PodDisruptionBudget",
    { ...KSM, poddisruptionbudget: "web" },
    { KubePdbNotEnoughHealthyPods: "budget-unsatisfiable" },
  ),
  ...rows(
    "ResourceQuota",
    { ...KSM, resourcequota: "team", resource: "pods" },
    {
      KubeQuotaAlmostFull: "quota-used-up",
      KubeQuotaFullyUsed: "quota-used-up",
      KubeQuotaExceeded: "quota-used-up",
    },
  ),
  ...rows(
    "PersistentVolumeClaim",
    { ...KUBELET, namespace: "shop", persistentvolumeclaim: "data" },
    { KubePersistentVolumeFillingUp: "volume-full", KubePersistentVolumeInodesFillingUp: "volume-full" },
  ),
  ...rows(
    "PersistentVolume",
    { job: "kube-state-metrics", persistentvolume: "pv-1", phase: "Failed" },
    { KubePersistentVolumeErrors: "other" },
  ),
  ...rows("Node", { ...NODE, condition: "Ready", status: "true" }, { KubeNodeNotReady: "node-not-ready" }),
  ...rows(
    "Node",
    { ...NODE, condition: "DiskPressure", status: "true" },
    { KubeNodePressure: "node-pressure" },
  ),
  ...rows(
    "Node",
    { ...NODE, key: "node.kubernetes.io/unreachable" },
    { KubeNodeUnreachable: "node-not-ready" },
  ),
  ...rows("Node", NODE, { KubeNodeReadinessFlapping: "node-not-ready" }),
  ...rows("Node", { ...KUBELET, eviction_signal: "memory.available" }, { KubeNodeEviction: "node-pressure" }),
  ...rows("Node", KUBELET, {
    KubeletTooManyPods: "other",
    KubeletPlegDurationHigh: "other",
    KubeletPodStartUpLatencyHigh: "errors-high",
    KubeletClientCertificateExpiration: "other",
    KubeletServerCertificateExpiration: "other",
    KubeletClientCertificateRenewalErrors: "other",
    KubeletServerCertificateRenewalErrors: "other",
  }),
  // Of the whole cluster, or of its control plane: nothing in it is to be repaired.
  ...nowhere({}, [
    "KubeCPUOvercommit",
    "KubeMemoryOvercommit",
    "KubeVersionMismatch",
    "KubeAPIDown",
    "KubeSchedulerDown",
    "KubeControllerManagerDown",
    "KubeProxyDown",
    "KubeletDown",
  ]),
  ...nowhere({ namespace: "shop" }, ["KubeCPUQuotaOvercommit", "KubeMemoryQuotaOvercommit"]),
  ...nowhere({ job: "apiserver", instance: "10.0.0.1:6443" }, [
    "KubeClientErrors",
    "KubeClientCertificateExpiration",
    "KubeAPITerminatedRequests",
  ]),
  ...nowhere({ long: "1h", short: "5m" }, ["KubeAPIErrorBudgetBurn"]),
  ...nowhere({ name: "v1beta1.metrics.k8s.io", namespace: "default" }, [
    "KubeAggregatedAPIErrors",
    "KubeAggregatedAPIDown",
  ]),
];
