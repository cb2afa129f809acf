import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Taint } from "./placement.ts";
import type { EnvSource, EnvVariable, Probe, SecurityContext, Volume, VolumeMount } from "./pod-parts.ts";

export type Fields = Record<string, unknown>;
export type Labels = Record<string, string>;
export type Metadata = KubernetesObject["metadata"];
export type OwnerReference = NonNullable<Metadata["ownerReferences"]>[number] & {
  blockOwnerDeletion?: boolean;
};

export interface LabelSelector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastProbeTime?: string | null;
  observedGeneration?: number;
}

export interface Resources {
  limits?: Record<string, string | number>;
  requests?: Record<string, string | number>;
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: EnvVariable[];
  envFrom?: EnvSource[];
  ports?: { name?: string; containerPort: number; hostPort?: number; hostIP?: string; protocol?: string }[];
  imagePullPolicy?: string;
  restartPolicy?: string;
  resources?: Resources;
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop?: { exec?: { command?: string[] }; sleep?: { seconds: number } } };
  securityContext?: SecurityContext;
  terminationMessagePolicy?: string;
  volumeMounts?: VolumeMount[];
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Labels;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  tolerations?: unknown[];
  volumes?: Volume[];
  resources?: Resources;
  serviceAccountName?: string;
  imagePullSecrets?: { name?: string }[];
  securityContext?: SecurityContext;
  [field: string]: unknown;
}

export interface PodTemplate {
  metadata?: { labels?: Labels; annotations?: Labels };
  spec: PodSpec;
}

export interface Terminated {
  exitCode: number;
  reason: string;
  startedAt: string;
  finishedAt: string;
  containerID: string;
  message?: string;
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: Terminated;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
  resources?: Resources;
  allocatedResources?: Record<string, string | number>;
  volumeMounts?: unknown[];
}

export interface PodStatus {
  phase?: string;
  reason?: string;
  message?: string;
  startTime?: string;
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
  podIP?: string;
  [field: string]: unknown;
}

export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: PodStatus;
}

export interface NodeObject extends KubernetesObject {
  spec?: { unschedulable?: boolean; taints?: Taint[] };
  status?: { allocatable?: Record<string, string>; conditions?: Condition[] };
}

export interface WorkloadStatus {
  observedGeneration?: number;
  replicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  updatedReplicas?: number;
  unavailableReplicas?: number;
  fullyLabeledReplicas?: number;
  terminatingReplicas?: number;
  collisionCount?: number;
  currentReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  conditions?: Condition[];
  [field: string]: unknown;
}

export interface ReplicaSet extends KubernetesObject {
  spec: { replicas: number; minReadySeconds?: number; selector: LabelSelector; template: PodTemplate };
  status?: WorkloadStatus;
}

export interface Deployment extends KubernetesObject {
  spec: {
    replicas: number;
    minReadySeconds?: number;
    paused?: boolean;
    progressDeadlineSeconds?: number;
    revisionHistoryLimit?: number;
    selector: LabelSelector;
    strategy: {
      type: string;
      rollingUpdate?: { maxSurge: number | string; maxUnavailable: number | string };
    };
    template: PodTemplate;
  };
  status?: WorkloadStatus;
}

export interface StatefulSet extends KubernetesObject {
  spec: {
    replicas: number;
    podManagementPolicy?: string;
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    selector: LabelSelector;
    serviceName?: string;
    volumeClaimTemplates?: KubernetesObject[];
    template: PodTemplate;
    updateStrategy: { type: string; rollingUpdate?: { partition?: number } };
  };
  status?: WorkloadStatus;
}

export interface DaemonSet extends KubernetesObject {
  spec: {
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    selector: LabelSelector;
    template: PodTemplate;
    updateStrategy: { type: string; rollingUpdate?: { maxUnavailable?: number | string } };
  };
  status?: Fields & { conditions?: Condition[] };
}

export interface ControllerRevision extends KubernetesObject {
  data: { spec: { template: PodTemplate & { $patch?: string } } };
  revision: number;
}

export interface JobSpec {
  backoffLimit?: number;
  completions?: number;
  parallelism?: number;
  suspend?: boolean;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  selector?: LabelSelector;
  template: PodTemplate;
  [field: string]: unknown;
}

export interface Job extends KubernetesObject {
  spec: JobSpec;
  status?: Fields & {
    active?: number;
    succeeded?: number;
    failed?: number;
    startTime?: string;
    completionTime?: string;
    conditions?: Condition[];
  };
}

export interface CronJob extends KubernetesObject {
  spec: {
    schedule: string;
    timeZone?: string;
    startingDeadlineSeconds?: number;
    suspend?: boolean;
    concurrencyPolicy?: string;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    jobTemplate: { metadata?: { labels?: Labels; annotations?: Labels }; spec: JobSpec };
  };
  status?: { lastScheduleTime?: string; lastSuccessfulTime?: string; active?: unknown[] };
}

export interface Service extends KubernetesObject {
  spec: {
    selector?: Labels;
    clusterIP?: string;
    ports?: { name?: string; port: number; protocol?: string; targetPort?: number | string }[];
    [field: string]: unknown;
  };
}

export interface ResourceQuota extends KubernetesObject {
  spec: {
    hard: Record<string, string>;
    scopes?: string[];
    scopeSelector?: { matchExpressions?: { scopeName: string; operator: string; values?: string[] }[] };
  };
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}
