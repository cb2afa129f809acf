/** Reasons that Kubernetes and its runtimes give, in containers' states, conditions and events. */
export const PLATFORM_REASONS: ReadonlySet<string> = new Set(
  `
  AbleToScale BackOff BackoffLimitExceeded CannotPullContainer ContainerCannotRun ContainerCreating ContainerStatusUnknown
  CrashLoopBackOff CreateContainerConfigError CreateContainerError DeadlineExceeded DiskPressure ErrImageNeverPull
  ErrImagePull Evicted Failed FailedAttachVolume FailedBinding FailedComputeMetricsReplicas FailedCreate
  FailedCreatePodSandBox FailedGetResourceMetric FailedKillPod FailedMapVolume FailedMount FailedPostStartHook
  FailedPreStopHook FailedScheduling FailedSync FreeDiskSpaceFailed ImageGCFailed ImagePullBackOff InvalidImageName
  MemoryPressure MinimumReplicasUnavailable NetworkNotReady NodeNotReady NodeNotSchedulable NotTriggerScaleUp OOMKilled
  PIDPressure Preempted ProgressDeadlineExceeded ProvisioningFailed RegistryUnavailable ReplicaFailure RunContainerError
  StartError SystemOOM Unhealthy Unschedulable VolumeResizeFailed WaitForFirstConsumer
  `
    .trim()
    .split(/\s+/),
);
