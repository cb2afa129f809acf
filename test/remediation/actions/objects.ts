import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

export const CONTAINER = {
  name: "web",
  image: "registry.example.org/web:1.3",
  ports: [{ name: "http", containerPort: 8080 }],
  env: [
    { name: "MODE", value: "fast" },
    { name: "URL", valueFrom: { configMapKeyRef: { name: "web-cfg", key: "url" } } },
  ],
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "200m", memory: "128Mi" } },
  readinessProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 5 },
};

export const object = (kind: string, apiVersion: string, spec: unknown): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: {
    name: "web",
    namespace: kind === "Node" ? undefined : "shop",
    uid: "uid-1",
    resourceVersion: "7",
    generation: 3,
  } as KubernetesObject["metadata"],
  spec,
});

const podSpec = {
  nodeSelector: { disk: "ssd", zone: "a" },
  tolerations: [{ key: "gpu", operator: "Exists" }],
  topologySpreadConstraints: [
    { topologyKey: "zone", maxSkew: 1, whenUnsatisfiable: "DoNotSchedule", labelSelector: {} },
  ],
  containers: [{ name: "log", image: "log:1" }, CONTAINER],
  volumes: [
    { name: "data", emptyDir: {} },
    { name: "cfg", configMap: { name: "web-cfg", items: [{ key: "app.yml", path: "app.yaml" }] } },
  ],
};

export const deployment = () =>
  object("Deployment", "apps/v1", {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: structuredClone(podSpec) },
  });

export const cronJob = () =>
  object("CronJob", "batch/v1", {
    schedule: "*/5 * * * *",
    suspend: true,
    jobTemplate: { spec: { template: { spec: structuredClone(podSpec) } } },
  });

export const service = () =>
  object("Service", "v1", {
    selector: { app: "wbe" },
    ports: [
      { name: "metrics", port: 9090, targetPort: 9090 },
      { name: "http", port: 80, targetPort: 8000 },
    ],
  });

export const ingress = () =>
  object("Ingress", "networking.k8s.io/v1", {
    rules: [
      {
        host: "shop.example.org",
        http: {
          paths: [{ path: "/", backend: { service: { name: "web-svc", port: { number: 80 } } } }],
        },
      },
    ],
  });

export const claim = () => ({
  ...object("PersistentVolumeClaim", "v1", { resources: { requests: { storage: "1Gi" } } }),
  status: { phase: "Bound" },
});

export const autoscaler = () =>
  object("HorizontalPodAutoscaler", "autoscaling/v2", {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 1,
    maxReplicas: 4,
  });

export const budget = () =>
  object("PodDisruptionBudget", "policy/v1", {
    minAvailable: 3,
    selector: { matchLabels: { app: "web" } },
  });

export const node = () => object("Node", "v1", { unschedulable: true });
