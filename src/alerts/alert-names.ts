import type { Symptom } from "../domain/symptom.ts";

/**
 * What well-known alerts say, as data: the rules of kubernetes-mixin, awesome-prometheus-alerts, node-problem-detector
 * and common home-made names. `about` says which kind of object the alert speaks of, which decides between labels that
 * come from the metric and labels that the scraped exporter left behind.
 */
export interface AlertName {
  symptom: Symptom;
  about: "pod" | "workload" | "job" | "node" | "claim" | "autoscaler";
}

const named = (about: AlertName["about"], symptom: Symptom, names: string): [string, AlertName][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, { about, symptom }]);

export const ALERT_NAMES: ReadonlyMap<string, AlertName> = new Map([
  ...named(
    "pod",
    "oom-killed",
    `KubePodOOMKilled KubePodOomKilled KubeContainerOOMKilled KubeContainerOomKilled KubeContainerOOM KubePodOOM
     KubernetesContainerOomKiller KubernetesPodOOMKilled ContainerOOMKilled ContainerOomKilled ContainerOOM
     ContainerOomEvents ContainerOOMEvents PodOOMKilled PodOomKilled PodOOM OOMKilled OomKilled`,
  ),
  ...named(
    "pod",
    "crash-looping",
    `KubePodCrashLooping KubernetesPodCrashLooping PodCrashLooping PodCrashLoopBackOff CrashLoopBackOff PodCrash
     PodRestarting PodRestartingTooMuch PodFrequentlyRestarting KubeContainerRestarting ContainerRestarting`,
  ),
  ...named(
    "pod",
    "not-ready",
    `KubePodNotReady KubernetesPodNotHealthy PodNotReady PodNotHealthy KubeContainerWaiting ContainerWaiting`,
  ),
  ...named("pod", "killed", "ContainerKilled KubeContainerKilled"),
  ...named(
    "pod",
    "image-not-pulled",
    "KubePodImagePullBackOff PodImagePullBackOff ImagePullBackOff KubeImagePullBackOff ErrImagePull",
  ),
  ...named("pod", "config-error", "CreateContainerConfigError KubeContainerConfigError"),
  ...named(
    "pod",
    "unschedulable",
    "KubePodUnschedulable PodUnschedulable KubernetesPodUnschedulable PodPending",
  ),
  ...named("pod", "evicted", "KubePodEvicted PodEvicted KubernetesPodEvicted"),
  ...named(
    "workload",
    "not-ready",
    `KubeDeploymentReplicasMismatch KubeStatefulSetReplicasMismatch KubernetesReplicasetMismatch
     KubernetesReplicasetReplicasMismatch KubernetesDeploymentReplicasMismatch KubernetesStatefulsetDown
     KubernetesStatefulsetReplicasMismatch KubeDaemonSetMisScheduled KubernetesDaemonsetMisscheduled`,
  ),
  ...named(
    "workload",
    "rollout-stuck",
    `KubeDeploymentRolloutStuck KubeDeploymentGenerationMismatch KubeStatefulSetGenerationMismatch
     KubeStatefulSetUpdateNotRolledOut KubeDaemonSetRolloutStuck KubernetesDeploymentGenerationMismatch
     KubernetesStatefulsetGenerationMismatch KubernetesStatefulsetUpdateNotRolledOut
     KubernetesDaemonsetRolloutStuck`,
  ),
  ...named("workload", "unschedulable", "KubeDaemonSetNotScheduled"),
  ...named(
    "job",
    "job-failed",
    `KubeJobFailed KubeJobNotCompleted KubeJobCompletion KubernetesJobFailed KubernetesJobSlowCompletion
     KubernetesCronjobTooLong KubernetesCronjobFailing KubeCronJobRunning`,
  ),
  ...named(
    "node",
    "node-out-of-memory",
    `OOMKilling NodeOOMKilling NodeOOM HostOomKillDetected HostOutOfMemory NodeMemoryPressure
     KubernetesNodeMemoryPressure KubeNodeMemoryPressure`,
  ),
  ...named(
    "node",
    "other",
    `KubeNodeNotReady KubeNodeUnreachable KubernetesNodeNotReady KubeNodeReadinessFlapping KubeletDown
     KubeletTooManyPods KubeNodePressure KubeNodeEviction KernelDeadlock ReadonlyFilesystem`,
  ),
  ...named(
    "claim",
    "other",
    `KubePersistentVolumeFillingUp KubePersistentVolumeInodesFillingUp KubernetesVolumeOutOfDiskSpace
     KubernetesPersistentvolumeclaimPending`,
  ),
  ...named(
    "autoscaler",
    "other",
    `KubeHpaMaxedOut KubeHpaReplicasMismatch KubernetesHpaScaleMaximum KubernetesHPAScaleInability`,
  ),
]);

/** For names that are not in the list, in order; the first that fits decides. */
export const ALERT_NAME_PATTERNS: readonly { pattern: RegExp; symptom: Symptom }[] = [
  { pattern: /oom|out_?of_?memory/i, symptom: "oom-killed" },
  { pattern: /crash_?loop|pod_?crash|container_?crash/i, symptom: "crash-looping" },
  { pattern: /image_?pull/i, symptom: "image-not-pulled" },
  { pattern: /evict/i, symptom: "evicted" },
  { pattern: /unschedulable/i, symptom: "unschedulable" },
  { pattern: /job.{0,40}fail/i, symptom: "job-failed" },
  { pattern: /rollout|generation_?mismatch/i, symptom: "rollout-stuck" },
  { pattern: /not_?ready|replicas_?mismatch/i, symptom: "not-ready" },
  { pattern: /restart/i, symptom: "crash-looping" },
];

/** The `reason` label of kube-state-metrics and node-problem-detector speaks before the alert's name. */
export const REASON_SYMPTOMS: ReadonlyMap<string, Symptom> = new Map<string, Symptom>([
  ["OOMKilled", "oom-killed"],
  ["OOMKilling", "oom-killed"],
  ["CrashLoopBackOff", "crash-looping"],
  ["ImagePullBackOff", "image-not-pulled"],
  ["ErrImagePull", "image-not-pulled"],
  ["ErrImageNeverPull", "image-not-pulled"],
  ["InvalidImageName", "image-not-pulled"],
  ["RegistryUnavailable", "image-not-pulled"],
  ["CreateContainerConfigError", "config-error"],
  ["CreateContainerError", "config-error"],
  ["RunContainerError", "config-error"],
  ["Evicted", "evicted"],
  ["Unschedulable", "unschedulable"],
  ["ProgressDeadlineExceeded", "rollout-stuck"],
  ["BackoffLimitExceeded", "job-failed"],
  ["DeadlineExceeded", "job-failed"],
]);
