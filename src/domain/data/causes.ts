import type { CauseEntry } from "../cause.ts";
import type { Symptom } from "../symptom.ts";

const MEMORY = [
  "oom-killed",
  "killed",
  "crash-looping",
  "not-ready",
  "rollout-stuck",
  "job-failed",
] as const satisfies readonly Symptom[];
const RUN = [
  "crash-looping",
  "killed",
  "not-ready",
  "rollout-stuck",
  "job-failed",
] as const satisfies readonly Symptom[];
const IMAGE = [
  "image-not-pulled",
  "not-ready",
  "rollout-stuck",
  "job-failed",
] as const satisfies readonly Symptom[];
const NODE_MEMORY = [
  "oom-killed",
  "killed",
  "crash-looping",
  "evicted",
  "node-out-of-memory",
  "node-pressure",
  "not-ready",
] as const satisfies readonly Symptom[];

/** The closed list of causes. The catalogue endpoint and the documentation derive from it. */
export const CAUSES = {
  "memory-limit-too-low": {
    family: "memory-and-cpu",
    sentence: "The container needs more memory than its limit allows",
    explains: MEMORY,
  },
  "memory-leak": {
    family: "memory-and-cpu",
    sentence: "The container's memory grows without end until it reaches the limit",
    explains: MEMORY,
  },
  "node-out-of-memory": {
    family: "memory-and-cpu",
    sentence: "The node ran out of memory and its kernel chose this container",
    explains: NODE_MEMORY,
  },
  "heap-follows-limit": {
    family: "memory-and-cpu",
    sentence: "The runtime sizes its heap by the limit, so a higher limit alone changes nothing",
    explains: MEMORY,
  },
  "memory-volume-full": {
    family: "memory-and-cpu",
    sentence: "A memory-backed volume counts against the container's limit",
    explains: MEMORY,
  },
  "pod-memory-limit": {
    family: "memory-and-cpu",
    sentence: "The limit of the whole pod, not the container's own, was reached",
    explains: MEMORY,
  },
  "cpu-limit-too-low": {
    family: "memory-and-cpu",
    sentence: "The container gets less CPU than it needs, so that it answers too late",
    explains: ["cpu-throttled", "probe-failing", ...RUN],
  },
  "pod-evicted": {
    family: "memory-and-cpu",
    sentence: "The kubelet evicted the pod because the node or the pod used too much of a resource",
    explains: ["evicted", ...RUN],
  },
  "bad-release": {
    family: "release",
    sentence: "The newest revision fails where the one before it ran well",
    explains: [
      ...MEMORY,
      ...IMAGE,
      "config-error",
      "mount-failed",
      "probe-failing",
      "errors-high",
      "service-without-endpoints",
      "create-refused",
      "unschedulable",
    ],
  },
  "application-crash": {
    family: "release",
    sentence: "The program ends by itself, and nothing around it explains why",
    explains: [...RUN, "errors-high"],
  },
  "command-not-found": {
    family: "release",
    sentence: "The command that the container should run is not in its image or cannot be run",
    explains: ["config-error", ...RUN],
  },
  "bad-arguments": {
    family: "release",
    sentence: "The program refuses the arguments or environment that it is started with",
    explains: [...RUN],
  },
  "image-not-found": {
    family: "images",
    sentence: "The image or its tag does not exist in the registry",
    explains: [...IMAGE],
  },
  "image-name-invalid": {
    family: "images",
    sentence: "The image's name is not a valid reference",
    explains: [...IMAGE],
  },
  "image-pull-denied": {
    family: "images",
    sentence: "The registry refuses the pull: credentials are missing or not accepted",
    explains: [...IMAGE],
  },
  "image-registry-unavailable": {
    family: "images",
    sentence: "The registry cannot be reached or does not answer",
    explains: [...IMAGE],
  },
  "image-not-on-node": {
    family: "images",
    sentence: "The image may not be pulled by its policy and is not on the node",
    explains: [...IMAGE],
  },
  "image-wrong-architecture": {
    family: "images",
    sentence: "The image was built for another processor than the node's",
    explains: [...RUN, ...IMAGE],
  },
  "config-missing": {
    family: "configuration",
    sentence: "A ConfigMap that the pod refers to does not exist",
    explains: ["config-error", "mount-failed", ...RUN],
  },
  "config-key-missing": {
    family: "configuration",
    sentence: "A ConfigMap that the pod refers to lacks a key",
    explains: ["config-error", "mount-failed", ...RUN],
  },
  "secret-missing": {
    family: "configuration",
    sentence: "A Secret that the pod refers to does not exist",
    explains: ["config-error", "mount-failed", ...RUN],
  },
  "secret-key-missing": {
    family: "configuration",
    sentence: "A Secret that the pod refers to lacks a key",
    explains: ["config-error", "mount-failed", ...RUN],
  },
  "mount-path-wrong": {
    family: "configuration",
    sentence: "A volume is mounted where the program or the runtime does not expect it",
    explains: ["config-error", "mount-failed", ...RUN],
  },
  "config-content-invalid": {
    family: "configuration",
    sentence: "The program refuses the content of its configuration",
    explains: [...RUN],
  },
  "config-stale": {
    family: "configuration",
    sentence: "The pods run with what a ConfigMap held before it was changed",
    explains: [...RUN, "errors-high", "probe-failing", "service-without-endpoints"],
  },
  "user-not-allowed": {
    family: "configuration",
    sentence: "The image runs as a user that the pod's security context refuses",
    explains: ["config-error", ...RUN],
  },
  "probe-wrong": {
    family: "probes",
    sentence: "A probe asks for a port, path, scheme or command that the container does not serve",
    explains: ["probe-failing", "service-without-endpoints", ...RUN],
  },
  "probe-too-early": {
    family: "probes",
    sentence: "A probe kills or fails the container before it can have started",
    explains: ["probe-failing", "service-without-endpoints", ...RUN],
  },
  "probe-too-strict": {
    family: "probes",
    sentence: "A probe's time-out is shorter than the time that the container takes to answer",
    explains: ["probe-failing", "service-without-endpoints", ...RUN],
  },
  "service-selector-wrong": {
    family: "routing",
    sentence: "The Service's selector matches no pod, or the wrong ones",
    explains: ["service-without-endpoints", "errors-high", "ingress-backend-missing", "not-ready"],
  },
  "service-port-wrong": {
    family: "routing",
    sentence: "The Service sends to a port that its pods do not serve",
    explains: ["service-without-endpoints", "errors-high", "ingress-backend-missing", "not-ready"],
  },
  "service-without-workload": {
    family: "routing",
    sentence: "The Service has a selector, and nothing in the namespace is meant for it",
    explains: ["service-without-endpoints", "errors-high"],
  },
  "service-deleted": {
    family: "routing",
    sentence: "A Service that others call was deleted",
    explains: ["service-deleted", "errors-high", "ingress-backend-missing", ...RUN],
  },
  "ingress-backend-wrong": {
    family: "routing",
    sentence: "The Ingress names a Service or a port that does not exist",
    explains: ["ingress-backend-missing", "errors-high"],
  },
  "ingress-class-missing": {
    family: "routing",
    sentence: "The Ingress is of a class that the cluster does not have, so that nobody takes it",
    explains: ["ingress-backend-missing", "errors-high"],
  },
  "scaled-to-zero": {
    family: "scale",
    sentence: "The workload has no replicas while something still sends to it",
    explains: ["scaled-to-zero", "service-without-endpoints", "errors-high", "not-ready"],
  },
  "autoscaler-at-maximum": {
    family: "scale",
    sentence: "The autoscaler wants more replicas than its maximum allows",
    explains: ["autoscaler-at-maximum", "errors-high", "cpu-throttled"],
  },
  "autoscaler-without-metrics": {
    family: "scale",
    sentence: "The autoscaler cannot see the metric that it scales on",
    explains: ["autoscaler-blind"],
  },
  "autoscaler-target-missing": {
    family: "scale",
    sentence: "The autoscaler's target does not exist",
    explains: ["autoscaler-blind"],
  },
  "budget-unsatisfiable": {
    family: "scale",
    sentence: "The disruption budget can never be met, so that no node can be drained",
    explains: ["budget-unsatisfiable"],
  },
  "request-too-large": {
    family: "scheduling",
    sentence: "The pod asks for more than any node has",
    explains: ["unschedulable", "not-ready", "rollout-stuck"],
  },
  "no-room-on-nodes": {
    family: "scheduling",
    sentence: "The nodes that could take the pod are full",
    explains: ["unschedulable", "not-ready", "rollout-stuck"],
  },
  "placement-impossible": {
    family: "scheduling",
    sentence: "Node selector or affinity match no node",
    explains: ["unschedulable", "not-ready", "rollout-stuck"],
  },
  "taint-not-tolerated": {
    family: "scheduling",
    sentence: "The nodes that could take the pod are tainted, and it does not tolerate that",
    explains: ["unschedulable", "not-ready", "rollout-stuck"],
  },
  "spread-impossible": {
    family: "scheduling",
    sentence: "The topology spread constraints leave no place",
    explains: ["unschedulable", "not-ready", "rollout-stuck"],
  },
  "host-port-taken": {
    family: "scheduling",
    sentence: "The host port that the pod asks for is in use on every node",
    explains: ["unschedulable", "not-ready", "rollout-stuck"],
  },
  "quota-exceeded": {
    family: "scheduling",
    sentence: "The namespace's quota leaves no room for the pod",
    explains: ["create-refused", "quota-used-up", "not-ready", "rollout-stuck"],
  },
  "limit-range-violated": {
    family: "scheduling",
    sentence: "The pod asks for more or less than the namespace's limit range allows",
    explains: ["create-refused", "not-ready", "rollout-stuck"],
  },
  "service-account-missing": {
    family: "scheduling",
    sentence: "The ServiceAccount that the pod names does not exist",
    explains: ["create-refused", "not-ready", "rollout-stuck"],
  },
  "priority-class-missing": {
    family: "scheduling",
    sentence: "The PriorityClass that the pod names does not exist",
    explains: ["create-refused", "not-ready", "rollout-stuck"],
  },
  "claim-missing": {
    family: "storage",
    sentence: "A PersistentVolumeClaim that the pod names does not exist",
    explains: ["unschedulable", "mount-failed", "not-ready", "rollout-stuck"],
  },
  "claim-unbound": {
    family: "storage",
    sentence: "A PersistentVolumeClaim finds no volume: class, size, access mode or zone fit none",
    explains: ["claim-pending", "unschedulable", "mount-failed", "not-ready", "rollout-stuck"],
  },
  "volume-not-mounted": {
    family: "storage",
    sentence: "A volume cannot be attached or mounted",
    explains: ["mount-failed", "not-ready", "rollout-stuck"],
  },
  "volume-full": {
    family: "storage",
    sentence: "A volume is full, or as good as full",
    explains: ["volume-full", ...RUN],
  },
  "volume-read-only": {
    family: "storage",
    sentence: "The program must write to a file system that is read-only",
    explains: [...RUN],
  },
  "access-denied": {
    family: "access",
    sentence: "The API server refuses what the application asks for: RBAC does not allow it",
    explains: ["access-denied", ...RUN, "errors-high"],
  },
  "credentials-refused": {
    family: "access",
    sentence: "What the pod calls is there, and refuses the credentials that it comes with",
    explains: [...RUN, "errors-high", "access-denied", "probe-failing"],
  },
  "admission-refused": {
    family: "access",
    sentence: "An admission webhook or policy refuses the pod",
    explains: ["create-refused", "not-ready", "rollout-stuck"],
  },
  "pod-security-refused": {
    family: "access",
    sentence: "The namespace's Pod Security level refuses the pod",
    explains: ["create-refused", "not-ready", "rollout-stuck"],
  },
  "network-policy-blocks": {
    family: "network",
    sentence: "A NetworkPolicy keeps the pod from what it must reach",
    explains: [...RUN, "errors-high", "probe-failing"],
  },
  "dependency-name-wrong": {
    family: "network",
    sentence: "The pod calls a name that does not exist",
    explains: [...RUN, "errors-high"],
  },
  "dependency-down": {
    family: "network",
    sentence: "Something that the pod depends on does not answer",
    explains: [...RUN, "errors-high", "probe-failing", "service-without-endpoints"],
  },
  "certificate-expired": {
    family: "network",
    sentence: "A TLS certificate is no longer valid",
    explains: [...RUN, "errors-high", "probe-failing"],
  },
  "job-failed": {
    family: "jobs",
    sentence: "The Job's program failed more often than its back-off limit allows",
    explains: ["job-failed", ...RUN],
  },
  "job-deadline-exceeded": {
    family: "jobs",
    sentence: "The Job took longer than its deadline",
    explains: ["job-failed", "job-late"],
  },
  "cron-job-suspended": {
    family: "jobs",
    sentence: "The CronJob is suspended",
    explains: ["job-late", "job-failed"],
  },
  "cron-job-schedule-wrong": {
    family: "jobs",
    sentence: "The CronJob's schedule never fires, or its runs are all missed",
    explains: ["job-late", "job-failed"],
  },
  "node-not-ready": {
    family: "nodes",
    sentence: "The node does not report, or reports that it is not ready",
    explains: ["node-not-ready", "unschedulable", ...RUN],
  },
  "node-pressure": {
    family: "nodes",
    sentence: "The node is short of disk, inodes or process ids",
    explains: ["node-pressure", "evicted", "unschedulable", ...RUN],
  },
  "node-cordoned": {
    family: "nodes",
    sentence: "The node takes no new pods",
    explains: ["node-cordoned", "unschedulable", "not-ready"],
  },
  "finalizer-stuck": {
    family: "stuck",
    sentence: "The object is being deleted and waits for a finalizer that nobody removes",
    explains: ["stuck-terminating"],
  },
  "termination-stuck": {
    family: "stuck",
    sentence: "The pod is being deleted and does not go",
    explains: ["stuck-terminating", "not-ready"],
  },
  "pod-stuck": {
    family: "stuck",
    sentence: "One pod does not become ready while others of its revision serve",
    explains: ["not-ready", "rollout-stuck", "mount-failed", "probe-failing"],
  },
  "owner-gone": {
    family: "stuck",
    sentence: "The controller that made the object does not exist any more",
    explains: ["stuck-terminating", "not-ready", "other"],
  },
  "many-fail-together": {
    family: "unknown",
    sentence: "Many workloads fell ill at the same time, so one cause must be behind them",
    explains: [],
  },
  unknown: { family: "unknown", sentence: "The evidence does not show the cause", explains: [] },
} as const satisfies Record<string, CauseEntry>;
