import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { CronJob, Fields, Job, JobSpec, Pod, PodTemplate, Service } from "../store/objects.ts";
import { limitRangeDefaults } from "./admission/limit-ranges.ts";
import { podDefaults, templateDefaults } from "./pod-defaults.ts";

/** Makes what the API server would: names, UIDs and addresses. */
export interface Generated {
  suffix(): string;
  uid(): string;
  clusterIp(): string;
}
type Defaulter = (object: KubernetesObject, generated: Generated) => KubernetesObject;

const spec = (object: KubernetesObject): Fields => (object.spec ?? {}) as Fields;
const template = (object: KubernetesObject) =>
  templateDefaults(spec(object).template as PodTemplate | undefined);

const ROLLING = { maxSurge: "25%", maxUnavailable: "25%" };
const deployment: Defaulter = (object) => {
  const strategy = (spec(object).strategy ?? {}) as { type?: string; rollingUpdate?: object };
  const type = strategy.type ?? "RollingUpdate";
  const rolling = type === "RollingUpdate" && { rollingUpdate: { ...ROLLING, ...strategy.rollingUpdate } };
  return {
    ...object,
    spec: {
      ...{ progressDeadlineSeconds: 600, replicas: 1, revisionHistoryLimit: 10 },
      ...spec(object),
      strategy: { ...strategy, type, ...rolling },
      template: template(object),
    },
  };
};

const statefulSet: Defaulter = (object) => {
  const update = (spec(object).updateStrategy ?? {}) as { type?: string; rollingUpdate?: object };
  const type = update.type ?? "RollingUpdate";
  return {
    ...object,
    spec: {
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      ...{ podManagementPolicy: "OrderedReady", replicas: 1, revisionHistoryLimit: 10 },
      ...spec(object),
      updateStrategy: {
        ...update,
        type,
        ...(type === "RollingUpdate" && { rollingUpdate: { partition: 0, ...update.rollingUpdate } }),
      },
      template: template(object),
    },
  };
};

const daemonSet: Defaulter = (object) => {
  const update = (spec(object).updateStrategy ?? {}) as { type?: string; rollingUpdate?: object };
  const type = update.type ?? "RollingUpdate";
  const rolling = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1, ...update.rollingUpdate } };
  return {
    ...object,
    spec: {
      revisionHistoryLimit: 10,
      ...spec(object),
      updateStrategy: { type, ...(type === "RollingUpdate" && rolling) },
      template: template(object),
    },
  };
};

const replicated: Defaulter = (object) => ({
  ...object,
  spec: { replicas: 1, ...spec(object), template: template(object) },
});

const jobSpec = (own: JobSpec): JobSpec => ({
  ...{ backoffLimit: 6, completionMode: "NonIndexed", completions: 1, parallelism: 1, manualSelector: false },
  ...{ podReplacementPolicy: "TerminatingOrFailed", suspend: false },
  ...own,
});

const job: Defaulter = (object, generated) => {
  const own = jobSpec(spec(object) as JobSpec);
  const name = object.metadata.name;
  const metadata = { ...object.metadata, uid: object.metadata.uid ?? generated.uid() };
  const labels = {
    "batch.kubernetes.io/controller-uid": metadata.uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": metadata.uid,
    "job-name": name,
  };
  const own_ = templateDefaults(own.template);
  const labelled = {
    ...own_,
    metadata: { ...own_.metadata, labels: { ...own_.metadata?.labels, ...labels } },
  };
  const selector = own.selector ?? {
    matchLabels: { "batch.kubernetes.io/controller-uid": metadata.uid },
  };
  return { ...object, metadata, spec: { ...own, selector, template: labelled } } satisfies Job;
};

const cronJob: Defaulter = (object) => {
  const own = object.spec as CronJob["spec"];
  const inner = own.jobTemplate?.spec ?? { template: undefined };
  const jobTemplate = {
    metadata: {},
    ...own.jobTemplate,
    spec: { ...inner, template: templateDefaults(inner.template) },
  };
  const counts = { failedJobsHistoryLimit: 1, successfulJobsHistoryLimit: 3, suspend: false };
  return { ...object, spec: { concurrencyPolicy: "Allow", ...counts, ...own, jobTemplate } };
};

const service: Defaulter = (object, generated) => {
  const own = (object as Service).spec ?? {};
  const clusterIP = own.clusterIP ?? generated.clusterIp();
  const fixed = { internalTrafficPolicy: "Cluster", ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" };
  const ports = own.ports?.map((port) => ({ protocol: "TCP", targetPort: port.port, ...port }));
  return {
    ...object,
    spec: {
      ...{ ...fixed, sessionAffinity: "None", type: "ClusterIP" },
      ...own,
      ...{ clusterIP, clusterIPs: [clusterIP] },
      ...(ports && { ports }),
    },
    status: object.status ?? { loadBalancer: {} },
  };
};

const namespace: Defaulter = (object) => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name },
  },
  spec: { finalizers: ["kubernetes"], ...spec(object) },
  status: { phase: "Active", ...(object.status as object) },
});

const event: Defaulter = (object) => ({
  ...{ source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: null },
  ...{ reportingComponent: "", reportingInstance: "" },
  ...object,
});

const webhooks: Defaulter = (object) => ({
  ...object,
  webhooks: ((object.webhooks ?? []) as { clientConfig?: { service?: object }; rules?: object[] }[]).map(
    (webhook) => ({
      ...{ failurePolicy: "Fail", matchPolicy: "Equivalent", timeoutSeconds: 10 },
      ...{ namespaceSelector: {}, objectSelector: {} },
      ...webhook,
      ...(webhook.clientConfig?.service && {
        clientConfig: { ...webhook.clientConfig, service: { port: 443, ...webhook.clientConfig.service } },
      }),
      rules: (webhook.rules ?? []).map((rule) => ({ scope: "*", ...rule })),
    }),
  ),
});

const autoscaler: Defaulter = (object) => {
  const target = { type: "Utilization", averageUtilization: 80 };
  const metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
  return { ...object, spec: { minReplicas: 1, metrics, ...spec(object) } };
};

const withFinalizer = (object: KubernetesObject, finalizer: string) => {
  const own = (object.metadata.finalizers ?? []) as string[];
  const isNew = object.metadata.resourceVersion === undefined && !own.includes(finalizer);
  return isNew ? { ...object.metadata, finalizers: [...own, finalizer] } : object.metadata;
};

const claim: Defaulter = (object) => ({
  ...object,
  metadata: withFinalizer(object, "kubernetes.io/pvc-protection"),
  spec: { volumeMode: "Filesystem", ...spec(object) },
  status: object.status ?? { phase: "Pending" },
});

const volume: Defaulter = (object) => ({
  ...object,
  metadata: withFinalizer(object, "kubernetes.io/pv-protection"),
  spec: { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem", ...spec(object) },
  status: object.status ?? { phase: "Pending" },
});

const storageClass: Defaulter = (object) => ({
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
  ...object,
});

const DEFAULTERS: Record<string, Defaulter> = {
  pods: (object, generated) => podDefaults(object as Pod, generated.suffix),
  "deployments.apps": deployment,
  "statefulsets.apps": statefulSet,
  "daemonsets.apps": daemonSet,
  "replicasets.apps": replicated,
  replicationcontrollers: replicated,
  "jobs.batch": job,
  "cronjobs.batch": cronJob,
  services: service,
  namespaces: namespace,
  events: event,
  "horizontalpodautoscalers.autoscaling": autoscaler,
  persistentvolumeclaims: claim,
  persistentvolumes: volume,
  "storageclasses.storage.k8s.io": storageClass,
  limitranges: limitRangeDefaults,
  "validatingwebhookconfigurations.admissionregistration.k8s.io": webhooks,
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": webhooks,
};

/** The object with the values that the API server would fill in. */
export function withDefaults(
  resource: string,
  object: KubernetesObject,
  generated: Generated,
): KubernetesObject {
  return DEFAULTERS[resource]?.(object, generated) ?? object;
}
