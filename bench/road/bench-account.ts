import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import type { ApiStage } from "./api-stage.ts";

const NAMESPACE = "kube-autofix-bench";
const NAME = "kube-autofix-bench";
export const USER_NAME = `system:serviceaccount:${NAMESPACE}:${NAME}`;
const TOKEN_SECONDS = 3_600;

const tokenSchema = z.object({ status: z.object({ token: z.string() }) });
const BINDING = `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings`;

/** Both sides come as one service account, whose requests an audit log tells apart from those of the cluster itself. */
export async function addAccount(stage: ApiStage, admin: KubeConfig): Promise<KubeConfig> {
  const accounts = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;
  await stage.create("/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: NAMESPACE },
  });
  await stage.create(accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: NAME } });
  await stage.create(BINDING, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: NAME },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
  });
  const answer = await stage.create(`${accounts}/${NAME}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: TOKEN_SECONDS },
  });
  const cluster = admin.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig names no current cluster");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [cluster],
    users: [{ name: NAME, token: tokenSchema.parse(answer).status.token }],
    contexts: [{ name: NAME, cluster: cluster.name, user: NAME }],
    currentContext: NAME,
  });
  return kubeConfig;
}

/** Answers with the namespace, which is gone a moment later. */
export async function removeAccount(stage: ApiStage): Promise<string> {
  await stage.remove(`${BINDING}/${NAME}`);
  await stage.remove(`/api/v1/namespaces/${NAMESPACE}`);
  return NAMESPACE;
}
