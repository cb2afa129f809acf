import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  RbacAuthorizationV1Api,
  type V1PolicyRule,
} from "@kubernetes/client-node";

/** All that the service may do: reads are wide, but of no Secret; writes are those at the end, one line a kind of action. */
const RULES: V1PolicyRule[] = [
  {
    apiGroups: [""],
    resources: [
      "events",
      "limitranges",
      "namespaces",
      "nodes",
      "persistentvolumeclaims",
      "persistentvolumes",
      "pods",
      "replicationcontrollers",
      "resourcequotas",
      "services",
    ],
    verbs: ["get", "list", "watch"],
  },
  { apiGroups: [""], resources: ["configmaps", "serviceaccounts"], verbs: ["get", "list"] },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  {
    apiGroups: ["apps"],
    resources: ["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"],
    verbs: ["get", "list", "watch"],
  },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
  {
    apiGroups: ["networking.k8s.io"],
    resources: ["ingresses", "networkpolicies"],
    verbs: ["get", "list", "watch"],
  },
  { apiGroups: ["networking.k8s.io"], resources: ["ingressclasses"], verbs: ["get", "list"] },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get", "list"] },
  { apiGroups: ["scheduling.k8s.io"], resources: ["priorityclasses"], verbs: ["get", "list"] },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: ["get", "list"] },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "statefulsets"], verbs: ["patch"] },
  { apiGroups: ["batch"], resources: ["cronjobs"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["pods/resize"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: [""], resources: ["services", "persistentvolumeclaims", "nodes"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["services"], verbs: ["create"] },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["patch"] },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: ["patch"] },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create"] },
];

const TOKEN_SECONDS = 3600;

/** A ServiceAccount in the namespace with exactly these rights, and the way in by its token. */
export async function createServiceAccount(admin: KubeConfig, namespace: string): Promise<KubeConfig> {
  const core = admin.makeApiClient(CoreV1Api);
  const rbac = admin.makeApiClient(RbacAuthorizationV1Api);
  const name = "kube-autofix";
  const role = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: namespace };
  await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  await rbac.createClusterRole({ body: { metadata: { name: namespace }, rules: RULES } });
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  await rbac.createClusterRoleBinding({ body: { metadata: { name: namespace }, roleRef: role, subjects } });
  const { status } = await core.createNamespacedServiceAccountToken({
    name,
    namespace,
    body: { spec: { audiences: [], expirationSeconds: TOKEN_SECONDS } },
  });
  return withToken(admin, status?.token ?? "");
}

export async function removeRights(admin: KubeConfig, namespace: string): Promise<void> {
  const rbac = admin.makeApiClient(RbacAuthorizationV1Api);
  await rbac.deleteClusterRoleBinding({ name: namespace }).catch(unlessMissing);
  await rbac.deleteClusterRole({ name: namespace }).catch(unlessMissing);
}

function withToken(admin: KubeConfig, token: string): KubeConfig {
  const cluster = admin.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig names no cluster");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [cluster],
    users: [{ name: "service", token }],
    contexts: [{ name: "service", cluster: cluster.name, user: "service" }],
    currentContext: "service",
  });
  return kubeConfig;
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof ApiException && error.code === 404)) throw error;
}
