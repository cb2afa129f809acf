import type { Symptom } from "../../domain/symptom.ts";

/**
 * What well-known alerts say, as data: the rules of kubernetes-mixin, awesome-prometheus-alerts, node-problem-detector
 * and common home-made names. `about` says which kind of object the alert speaks of, which decides between labels that
 * come from the metric and labels that the scraped exporter left behind.
 */
export interface AlertName {
  symptom: Symptom;
  about:
    | "pod"
    | "workload"
    | "job"
    | "node"
    | "claim"
    | "volume"
    | "autoscaler"
    | "service"
    | "ingress"
    | "budget"
    | "quota"
    | "namespace";
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
    `KubePodNotReady KubernetesPodNotHealthy PodNotReady PodNotHealthy KubeContainerWaiting ContainerWaiting
     PodNotRunning PodUnhealthy ContainerNotReady`,
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
  ...named("pod", "probe-failing", "ProbeFailing PodProbeFailing LivenessProbeFailing ReadinessProbeFailing"),
  ...named("pod", "mount-failed", "FailedMount PodMountFailed VolumeMountFailed PodStuckContainerCreating"),
  ...named(
    "pod",
    "cpu-throttled",
    "CPUThrottlingHigh ContainerCpuThrottled ContainerHighThrottleRate CPUThrottling",
  ),
  ...named(
    "pod",
    "stuck-terminating",
    "PodStuckTerminating KubePodStuckTerminating PodTerminatingTooLong PodStuckInTerminating",
  ),
  ...named("pod", "evicted", "KubePodEvicted PodEvicted KubernetesPodEvicted"),
  ...named(
    "workload",
    "not-ready",
    `KubeDeploymentReplicasMismatch KubeStatefulSetReplicasMismatch KubernetesReplicasetMismatch
     KubernetesReplicasetReplicasMismatch KubernetesDeploymentReplicasMismatch KubernetesStatefulsetDown
     KubernetesStatefulsetReplicasMismatch KubeDaemonSetMisScheduled KubernetesDaemonsetMisscheduled
     DeploymentReplicasMismatch DeploymentUnavailable DeploymentReplicasUnavailable DeploymentDown
     StatefulSetDown StatefulSetReplicasMismatch DaemonSetUnavailable WorkloadUnavailable PodsNotReady`,
  ),
  ...named(
    "workload",
    "rollout-stuck",
    `KubeDeploymentRolloutStuck KubeDeploymentGenerationMismatch KubeStatefulSetGenerationMismatch
     KubeStatefulSetUpdateNotRolledOut KubeDaemonSetRolloutStuck KubernetesDeploymentGenerationMismatch
     KubernetesStatefulsetGenerationMismatch KubernetesStatefulsetUpdateNotRolledOut
     KubernetesDaemonsetRolloutStuck`,
  ),
  ...named(
    "workload",
    "scaled-to-zero",
    "DeploymentScaledToZero WorkloadScaledToZero NoReplicas DeploymentNoReplicas ZeroReplicas",
  ),
  ...named("workload", "unschedulable", "KubeDaemonSetNotScheduled"),
  ...named(
    "job",
    "job-failed",
    `KubeJobFailed KubeJobNotCompleted KubeJobCompletion KubernetesJobFailed KubernetesJobSlowCompletion
     KubernetesCronjobTooLong KubernetesCronjobFailing KubeCronJobRunning JobFailed CronJobFailed CronJobFailing`,
  ),
  ...named(
    "job",
    "job-late",
    `KubernetesCronjobSuspended KubernetesJobNotStarting CronJobSuspended CronJobNotRunning CronJobMissed
     KubeCronJobSuspended CronJobLate CronJobMissedSchedule`,
  ),
  ...named(
    "node",
    "node-out-of-memory",
    `OOMKilling NodeOOMKilling NodeOOM HostOomKillDetected HostOutOfMemory NodeMemoryPressure
     KubernetesNodeMemoryPressure KubeNodeMemoryPressure`,
  ),
  ...named(
    "node",
    "node-not-ready",
    `KubeNodeNotReady KubeNodeUnreachable KubernetesNodeNotReady KubeNodeReadinessFlapping KubeletDown NodeNotReady
     NodeDown NodeUnreachable KubernetesNodeNetworkUnavailable HostDown`,
  ),
  ...named(
    "node",
    "node-pressure",
    `KubeNodePressure KubeNodeEviction NodeDiskPressure KubernetesNodeDiskPressure NodePIDPressure KubeNodeDiskPressure
     KubernetesNodePidPressure HostOutOfDiskSpace HostOutOfInodes NodeFilesystemAlmostOutOfSpace
     NodeFilesystemAlmostOutOfFiles NodeFilesystemSpaceFillingUp NodeFilesystemFilesFillingUp NodeDiskFull`,
  ),
  ...named(
    "node",
    "node-cordoned",
    "KubeNodeUnschedulable NodeUnschedulable NodeCordoned KubernetesNodeUnschedulable NodeSchedulingDisabled",
  ),
  ...named(
    "node",
    "other",
    `KubeletTooManyPods KubernetesNodeOutOfPodCapacity KernelDeadlock ReadonlyFilesystem NodeClockNotSynchronising
     NodeClockSkewDetected HostClockSkew HostClockNotSynchronising KubeletPlegDurationHigh`,
  ),
  ...named(
    "claim",
    "volume-full",
    `KubePersistentVolumeFillingUp KubePersistentVolumeInodesFillingUp KubernetesVolumeOutOfDiskSpace
     KubernetesVolumeFullInFourDays PersistentVolumeFull PersistentVolumeFillingUp PVCFull PVCAlmostFull VolumeFull
     PersistentVolumeClaimAlmostFull PVCUsageHigh`,
  ),
  ...named(
    "claim",
    "claim-pending",
    `KubernetesPersistentvolumeclaimPending PersistentVolumeClaimPending PVCPending KubePersistentVolumeClaimPending
     PersistentVolumeClaimLost PVCNotBound`,
  ),
  ...named(
    "volume",
    "other",
    "KubePersistentVolumeErrors KubernetesPersistentvolumeError PersistentVolumeFailed",
  ),
  ...named(
    "autoscaler",
    "autoscaler-at-maximum",
    `KubeHpaMaxedOut KubernetesHpaScaleMaximum KubernetesHPAScaleMaximum HPAMaxedOut HpaMaxedOut HPAAtMaximum
     HorizontalPodAutoscalerMaxedOut HPAMaxReplicas`,
  ),
  ...named(
    "autoscaler",
    "autoscaler-blind",
    `KubernetesHpaMetricsUnavailability KubernetesHpaMetricAvailability KubernetesHPAMetricAvailability
     HPAMetricsUnavailable HpaMetricsMissing HPAUnableToScale KubernetesHpaScaleInability KubernetesHPAScaleInability`,
  ),
  ...named("autoscaler", "other", "KubeHpaReplicasMismatch HPAReplicasMismatch"),
  ...named(
    "budget",
    "budget-unsatisfiable",
    `KubePdbNotEnoughHealthyPods PodDisruptionBudgetAtLimit PodDisruptionBudgetLimit PDBNoDisruptionsAllowed
     KubePdbAtLimit PodDisruptionBudgetUnsatisfiable KubernetesPodDisruptionBudgetAtLimit PDBBlocksDrain`,
  ),
  ...named(
    "quota",
    "quota-used-up",
    `KubeQuotaExceeded KubeQuotaFullyUsed KubeQuotaAlmostFull ResourceQuotaExceeded QuotaExceeded
     ResourceQuotaFull KubernetesResourceQuotaFull NamespaceQuotaFull`,
  ),
  ...named(
    "namespace",
    "stuck-terminating",
    "NamespaceStuckTerminating KubeNamespaceTerminating NamespaceTerminating KubeNamespaceStuckTerminating",
  ),
  ...named(
    "service",
    "service-without-endpoints",
    `ServiceWithoutEndpoints ServiceNoEndpoints ServiceHasNoEndpoints NoEndpoints EndpointDown EndpointsDown
     KubeEndpointDown KubeEndpointAddressNotReady KubeServiceNoEndpoints KubeEndpointNoAddress
     KubernetesServiceNoEndpoints ServiceDown ServiceUnavailable KubernetesServiceDown ServiceEndpointsNotReady`,
  ),
  ...named(
    "service",
    "errors-high",
    `HighErrorRate ErrorRateHigh HTTPErrorRateHigh HttpErrorRateHigh High5xxRate Http5xxHigh HTTP5xxHigh
     HighHttpErrorRate ServiceErrorRateHigh ServiceHighErrorRate RequestErrorRate HighRequestErrorRate
     HighRequestLatency HighLatency TargetDown SLOErrorBudgetBurn ErrorBudgetBurn IstioHigh5xxResponseRate
     RequestErrorsHigh RequestLatency RequestErrorRateHigh`,
  ),
  ...named(
    "ingress",
    "ingress-backend-missing",
    "IngressBackendMissing IngressBackendDown IngressServiceMissing IngressWithoutBackend IngressNoEndpoints",
  ),
  ...named(
    "ingress",
    "errors-high",
    `NginxHighHttp5xxErrorRate NGINXTooMany500s IngressHigh5xx IngressErrorRateHigh TraefikHighHttp5xxErrorRateService
     NginxIngressHigh5xx IngressNginxHigh5xx Ingress5xx`,
  ),
]);

/** For names that are not in the list, in order; the first that fits decides. */
export const ALERT_NAME_PATTERNS: readonly { pattern: RegExp; symptom: Symptom }[] = [
  { pattern: /oom|out_?of_?memory/i, symptom: "oom-killed" },
  { pattern: /crash_?loop|pod_?crash|container_?crash/i, symptom: "crash-looping" },
  { pattern: /image_?pull/i, symptom: "image-not-pulled" },
  { pattern: /evict/i, symptom: "evicted" },
  { pattern: /throttl/i, symptom: "cpu-throttled" },
  { pattern: /stuck.{0,20}terminat|terminat.{0,20}stuck/i, symptom: "stuck-terminating" },
  { pattern: /node.{0,20}(not_?ready|down|unreachable)/i, symptom: "node-not-ready" },
  { pattern: /(disk|pid)_?pressure/i, symptom: "node-pressure" },
  { pattern: /cordon/i, symptom: "node-cordoned" },
  { pattern: /unschedulable/i, symptom: "unschedulable" },
  { pattern: /(no|without|missing)_?(ready_?)?endpoint/i, symptom: "service-without-endpoints" },
  { pattern: /(pvc|claim|volume).{0,30}(full|filling|usage|out_?of)/i, symptom: "volume-full" },
  { pattern: /(pvc|claim).{0,30}(pending|not_?bound|unbound|lost)/i, symptom: "claim-pending" },
  { pattern: /quota/i, symptom: "quota-used-up" },
  { pattern: /(hpa|autoscaler).{0,30}max/i, symptom: "autoscaler-at-maximum" },
  { pattern: /(hpa|autoscaler).{0,30}metric/i, symptom: "autoscaler-blind" },
  { pattern: /pdb|disruption_?budget/i, symptom: "budget-unsatisfiable" },
  { pattern: /probe_?fail/i, symptom: "probe-failing" },
  { pattern: /mount/i, symptom: "mount-failed" },
  {
    pattern: /5xx|error_?(rate|ratio|budget)|errors_?high|high_?errors?|latency|availability|burn_?rate/i,
    symptom: "errors-high",
  },
  {
    pattern: /cron.{0,30}(late|miss|not_?sched|too_?long|suspend|not_?run|last_?run|never)/i,
    symptom: "job-late",
  },
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
  ["FailedMount", "mount-failed"],
  ["FailedAttachVolume", "mount-failed"],
  ["FailedCreate", "create-refused"],
  ["FailedScheduling", "unschedulable"],
  ["Unhealthy", "probe-failing"],
  ["FailedGetResourceMetric", "autoscaler-blind"],
  ["NodeNotReady", "node-not-ready"],
  ["BackoffLimitExceeded", "job-failed"],
  ["DeadlineExceeded", "job-failed"],
]);
