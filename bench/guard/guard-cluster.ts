import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import type { Action } from "../../src/domain/action.ts";
import { type ApiConnection, createApiConnection } from "../../src/kubernetes/api-connection.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { type ApiStage, createApiStage } from "../road/api-stage.ts";
import { type Admission, createAdmission } from "./guard-admission.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const JSON_PATCH = "application/json-patch+json";
const TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 50;
const WITHIN_MS = 60_000;
const tokenSchema = z.object({ status: z.object({ token: z.string() }) });

export type Who = "service" | "other";

/** A real API server with the service's account, another one of the same rights, and a workload for each to change. */
export interface GuardCluster {
  name: string;
  /** The workload as it is. */
  workload(of: Who): Promise<KubernetesObject>;
  /** Milliseconds that the change took to be answered. Throws where it was not made. */
  change(of: Who, action: Action): Promise<number>;
  /**
   * As the workload was before the change, by an administrator, whom nothing reviews; back when its controller has seen that
   * too, so that the next change meets no other write.
   */
  putBack(of: Who, action: Action): Promise<void>;
  admission: Admission;
  end(): Promise<void>;
}

export async function openGuardCluster(path: string): Promise<GuardCluster> {
  const name = `guard-bench-${randomUUID().slice(0, 8)}`;
  const admin = loadKubeConfig({ path });
  const stage = createApiStage(admin);
  const { signal } = new AbortController();
  await prepare(stage, name);
  const accounts: Record<Who, ApiConnection> = {
    service: await accountOf(stage, { admin, namespace: name, name: "service" }),
    other: await accountOf(stage, { admin, namespace: name, name: "other" }),
  };
  const at = (who: Who) => `/apis/apps/v1/namespaces/${name}/deployments/${who}`;
  const send = (connection: ApiConnection, who: Who, body: unknown, query: Record<string, string> = {}) => {
    const where = { path: at(who), query, contentType: JSON_PATCH, what: `patch ${at(who)}` };
    return connection.send({ verb: "patch", body, signal, ...where });
  };
  const patchAs = async (connection: ApiConnection, who: Who, body: unknown) => {
    const startMs = performance.now();
    const { code, text } = await send(connection, who, body);
    const tookMs = performance.now() - startMs;
    if (code !== 200)
      throw new Error(`the change of ${who} was answered with ${code}: ${text.slice(0, 500)}`);
    return tookMs;
  };
  const administrator = createApiConnection({ kubeConfig: admin, timeoutMs: TIMEOUT_MS });
  const admission = createAdmission({
    stage,
    name,
    probe: async (patch) => (await send(accounts.service, "service", patch, { dryRun: "All" })).text,
    until,
  });
  return {
    name,
    workload: async (of) => (await stage.get(at(of))) as KubernetesObject,
    change: (of, { patch }) => patchAs(accounts[of], of, patch),
    async putBack(of, { inverse }) {
      await patchAs(administrator, of, inverse);
      await until(async () => isSeen(await stage.get(at(of))), { times: 1, everyMs: 2 });
    },
    admission,
    async end() {
      await admission.end();
      for (const path of [
        `${RBAC}/clusterrolebindings/${name}`,
        `${RBAC}/clusterroles/${name}`,
        `/api/v1/namespaces/${name}`,
      ])
        await stage.remove(path);
    },
  };
}

async function prepare(stage: ApiStage, name: string): Promise<void> {
  const named = (apiVersion: string, kind: string, of = name) => ({
    apiVersion,
    kind,
    metadata: { name: of },
  });
  await stage.create("/api/v1/namespaces", named("v1", "Namespace"));
  await stage.create(`${RBAC}/clusterroles`, {
    ...named("rbac.authorization.k8s.io/v1", "ClusterRole"),
    rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "patch"] }],
  });
  await stage.create(`${RBAC}/clusterrolebindings`, {
    ...named("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: ["service", "other"].map((of) => ({ kind: "ServiceAccount", name: of, namespace: name })),
  });
  for (const account of ["service", "other"]) {
    await stage.create(`/api/v1/namespaces/${name}/serviceaccounts`, named("v1", "ServiceAccount", account));
    await stage.create(`/apis/apps/v1/namespaces/${name}/deployments`, deployment(account));
  }
}

/** Paused and without pods: no controller writes to it while it is measured. */
function deployment(name: string): Record<string, unknown> {
  const labels = { app: name };
  const resources = { requests: { memory: "64Mi" }, limits: { memory: "128Mi" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    // There from the start: a controller that adds the first annotation would be in the patch's way.
    metadata: { name, annotations: { bench: "guard" } },
    spec: {
      replicas: 0,
      paused: true,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "web", image: "nginx:1", resources }] },
      },
    },
  };
}

/** Its controller writes to it no more. */
const seenSchema = z.object({
  metadata: z.object({ generation: z.number() }),
  status: z.object({ observedGeneration: z.number().default(0) }).default({ observedGeneration: 0 }),
});
function isSeen(deployment: unknown): boolean {
  const { metadata, status } = seenSchema.parse(deployment);
  return status.observedGeneration >= metadata.generation;
}

async function accountOf(
  stage: ApiStage,
  { admin, namespace, name }: { admin: KubeConfig; namespace: string; name: string },
): Promise<ApiConnection> {
  const answer = await stage.create(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: 7_200 },
  });
  const cluster = admin.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig names no current cluster");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [cluster],
    users: [{ name, token: tokenSchema.parse(answer).status.token }],
    contexts: [{ name, cluster: cluster.name, user: name }],
    currentContext: name,
  });
  return createApiConnection({ kubeConfig, timeoutMs: TIMEOUT_MS });
}

/** `times` in a row, for the API server reads its configuration with a delay, and so does each of its workers. */
async function until(
  isSo: () => Promise<boolean>,
  { times = 3, everyMs = LOOK_EVERY_MS } = {},
): Promise<void> {
  const deadlineMs = performance.now() + WITHIN_MS;
  for (let seen = 0; ; ) {
    seen = (await isSo()) ? seen + 1 : 0;
    if (seen >= times) return;
    if (performance.now() > deadlineMs) throw new Error("what the bench waits for did not come about");
    await sleep(everyMs);
  }
}
