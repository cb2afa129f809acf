import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  RbacAuthorizationV1Api,
  type V1PolicyRule,
} from "@kubernetes/client-node";
import { RIGHTS, ruleOf } from "../support/rights.ts";

/** As the chart has it, for the whole cluster. */
const RULES: V1PolicyRule[] = [
  ...RIGHTS.reads,
  ...RIGHTS.clusterReads,
  ...RIGHTS.events,
  ...Object.values(RIGHTS.actions).flat().map(ruleOf),
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
