const NAMESPACE = "shop";
const IMAGE = "registry.example.org/web:1";
/** A log that has the diagnosis look at who may do what. */
const DENIED =
  'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:shop:default" cannot list resource "pods" in API group "" in the namespace "shop"';

export const BEHAVIOURS = [
  {
    match: { workload: "web" },
    behaviour: { kind: "crashes" as const, afterMs: 1000, exitCode: 1, log: [DENIED] },
  },
];

const object = (apiVersion: string, kind: string, spec: object | undefined, name = "web") => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
  ...(spec && { spec }),
});
const template = (more: object = {}) => ({
  metadata: { labels: { app: "web" } },
  spec: {
    containers: [{ name: "web", image: IMAGE, envFrom: [{ configMapRef: { name: "web" } }] }],
    ...more,
  },
});
const workload = { replicas: 1, selector: { matchLabels: { app: "web" } } };
const job = { backoffLimit: 0, template: template({ restartPolicy: "Never" }) };

/** An object of each kind that an incident can be about, with what stands around them. */
export const ONE_OF_EACH: object[] = [
  { ...object("v1", "ConfigMap", undefined), data: { MODE: "fast" } },
  object("apps/v1", "Deployment", { ...workload, template: template() }),
  object("apps/v1", "StatefulSet", { ...workload, serviceName: "web", template: template() }, "web-set"),
  object("apps/v1", "DaemonSet", { selector: workload.selector, template: template() }, "web-each"),
  object("batch/v1", "CronJob", { schedule: "* * * * *", jobTemplate: { spec: job } }, "web-night"),
  object("batch/v1", "Job", job, "web-once"),
  object("v1", "Service", { selector: { app: "wbe" }, ports: [{ port: 80, targetPort: 8080 }] }),
  object("networking.k8s.io/v1", "Ingress", {
    ingressClassName: "gone",
    rules: [
      {
        host: "web.example.org",
        http: {
          paths: [
            { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
          ],
        },
      },
    ],
  }),
  object("networking.k8s.io/v1", "NetworkPolicy", { podSelector: {}, policyTypes: ["Ingress"] }),
  object("autoscaling/v2", "HorizontalPodAutoscaler", {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 1,
    maxReplicas: 2,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
      },
    ],
  }),
  object("policy/v1", "PodDisruptionBudget", { minAvailable: 1, selector: workload.selector }),
  object("v1", "PersistentVolumeClaim", {
    accessModes: ["ReadWriteOnce"],
    storageClassName: "standard",
    resources: { requests: { storage: "1Gi" } },
  }),
  object("v1", "ResourceQuota", { hard: { pods: "50" } }),
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "standard" },
    provisioner: "csi.example.org",
    allowVolumeExpansion: true,
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: "web" },
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      storageClassName: "standard",
      csi: { driver: "csi.example.org", volumeHandle: "1" },
    },
  },
];

/** What is looked into; a `container` of a pod is looked for by the pods of the workload. */
export const SUBJECTS = [
  ["apps/v1", "Deployment", "web"],
  ["apps/v1", "StatefulSet", "web-set"],
  ["apps/v1", "DaemonSet", "web-each"],
  ["batch/v1", "CronJob", "web-night"],
  ["batch/v1", "Job", "web-once"],
  ["v1", "Service", "web"],
  ["networking.k8s.io/v1", "Ingress", "web"],
  ["autoscaling/v2", "HorizontalPodAutoscaler", "web"],
  ["policy/v1", "PodDisruptionBudget", "web"],
  ["v1", "PersistentVolumeClaim", "web"],
  ["v1", "ResourceQuota", "web"],
  ["v1", "ConfigMap", "web"],
  ["v1", "PersistentVolume", "web"],
  ["v1", "Node", "node-1"],
  ["v1", "Namespace", "shop"],
] as const;
export const isOfCluster = (kind: string) => ["Node", "Namespace", "PersistentVolume"].includes(kind);
export { NAMESPACE };
