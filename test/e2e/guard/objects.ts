import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

/** One object of each kind that a repair may touch, and some that none may; with the path of its collection. */
export function seeds(namespace: string): { path: string; object: KubernetesObject }[] {
  const labels = { app: "web" };
  const container = {
    name: "web",
    image: "nginx:1",
    resources: { requests: { memory: "64Mi" }, limits: { memory: "128Mi" } },
  };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const selector = { matchLabels: labels };
  const job = { template: { spec: { restartPolicy: "Never", containers: [container] } } };
  const at = (path: string, apiVersion: string, kind: string, rest: object, name = "web") => ({
    path: path.replace("NS", `namespaces/${namespace}`),
    object: {
      apiVersion,
      kind,
      metadata: { name, ...(path.includes("NS") ? { namespace } : {}) },
      ...rest,
    } as KubernetesObject,
  });
  return [
    at("/apis/apps/v1/NS/deployments", "apps/v1", "Deployment", {
      spec: { replicas: 0, selector, template },
    }),
    at("/apis/apps/v1/NS/statefulsets", "apps/v1", "StatefulSet", {
      spec: { replicas: 0, selector, template, serviceName: "web" },
    }),
    at("/apis/apps/v1/NS/daemonsets", "apps/v1", "DaemonSet", { spec: { selector, template } }),
    at("/apis/batch/v1/NS/cronjobs", "batch/v1", "CronJob", {
      spec: { schedule: "0 0 1 1 *", suspend: true, jobTemplate: { spec: job } },
    }),
    at("/apis/batch/v1/NS/jobs", "batch/v1", "Job", { spec: { ...job, suspend: true } }),
    at("/api/v1/NS/services", "v1", "Service", { spec: { selector: { app: "wbe" }, ports: [{ port: 80 }] } }),
    at("/api/v1/NS/configmaps", "v1", "ConfigMap", { data: { a: "1" } }),
    at("/api/v1/NS/secrets", "v1", "Secret", { stringData: { a: "1" } }),
    at("/api/v1/NS/serviceaccounts", "v1", "ServiceAccount", {}),
    at("/api/v1/NS/persistentvolumeclaims", "v1", "PersistentVolumeClaim", {
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    }),
    at("/apis/autoscaling/v2/NS/horizontalpodautoscalers", "autoscaling/v2", "HorizontalPodAutoscaler", {
      spec: {
        minReplicas: 1,
        maxReplicas: 2,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "no" },
      },
    }),
    at("/apis/policy/v1/NS/poddisruptionbudgets", "policy/v1", "PodDisruptionBudget", {
      spec: { minAvailable: 2, selector: { matchLabels: { app: "other" } } },
    }),
    at("/apis/networking.k8s.io/v1/NS/ingresses", "networking.k8s.io/v1", "Ingress", {
      spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
    }),
    at("/apis/networking.k8s.io/v1/NS/networkpolicies", "networking.k8s.io/v1", "NetworkPolicy", {
      spec: { podSelector: {} },
    }),
    at("/apis/rbac.authorization.k8s.io/v1/NS/roles", "rbac.authorization.k8s.io/v1", "Role", { rules: [] }),
    at("/apis/rbac.authorization.k8s.io/v1/NS/rolebindings", "rbac.authorization.k8s.io/v1", "RoleBinding", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "web" },
    }),
    at("/api/v1/NS/pods", "v1", "Pod", { spec: { containers: [container] } }),
    at("/apis/coordination.k8s.io/v1/NS/leases", "coordination.k8s.io/v1", "Lease", { spec: {} }),
    at("/api/v1/NS/resourcequotas", "v1", "ResourceQuota", { spec: {} }),
    at("/api/v1/NS/limitranges", "v1", "LimitRange", { spec: { limits: [] } }),
  ];
}
