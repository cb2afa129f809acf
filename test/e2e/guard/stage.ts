import { randomUUID } from "node:crypto";
import { KubeConfig } from "@kubernetes/client-node";
import { trustAuthority } from "../../../src/cli/guard/webhook-bundle.ts";
import { createClock } from "../../../src/core/clock.ts";
import { type Logger, silentLogger } from "../../../src/core/logger.ts";
import { GUARD_ROLE } from "../../../src/database/migrations/0010-guard.ts";
import { ownCertificates } from "../../../src/guard/certificates/certificate-source.ts";
import { createGuard } from "../../../src/guard/create-guard.ts";
import { createLedger } from "../../../src/guard/ledger.ts";
import { admissionPolicy, admissionPolicyBinding } from "../../../src/guard/manifests/policy.ts";
import { userOf, webhookConfiguration } from "../../../src/guard/manifests/webhook.ts";
import { createApiConnection } from "../../../src/kubernetes/api-connection.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { loadKubeConfig } from "../../../src/kubernetes/load-kubeconfig.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import { testDatabase } from "../../support/database.ts";
import { until } from "../support/stage.ts";
import { seeds } from "./objects.ts";
import { MERGE, rawClient, type Send } from "./raw-client.ts";
import type { Seeded } from "./writes.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
/** Every verb of writing; none that lets an account become another one or give itself more. */
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/** A real API server with an account as wide as a mistake could make it, its like that is somebody else's, and objects. */
export async function raiseGuardStage(path: string) {
  const name = `guard-${randomUUID().slice(0, 8)}`;
  const adminConfig = loadKubeConfig({ path });
  const admin = await rawClient(adminConfig);
  const clock = createClock();
  const must = async (method: "POST" | "GET", at: string, body?: unknown): Promise<KubernetesObject> => {
    const { code, text } = await admin.send({ method, path: at, body });
    if (code >= 300) throw new Error(`${method} ${at}: ${code} ${text.slice(0, 500)}`);
    return JSON.parse(text) as KubernetesObject;
  };
  await must("POST", "/api/v1/namespaces", named("v1", "Namespace", name));
  await must("POST", `${RBAC}/clusterroles`, {
    ...named("rbac.authorization.k8s.io/v1", "ClusterRole", name),
    rules: [{ apiGroups: ["*"], resources: ["*"], verbs: VERBS }],
  });
  const account = async (of: string) => {
    const accounts = `/api/v1/namespaces/${name}/serviceaccounts`;
    await must("POST", accounts, named("v1", "ServiceAccount", of));
    const { status } = (await must("POST", `${accounts}/${of}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 3600 },
    })) as unknown as { status: { token: string } };
    return kubeConfigOf(adminConfig, of, status.token);
  };
  const [ownConfig, otherConfig] = [await account("own"), await account("other")];
  await must("POST", `${RBAC}/clusterrolebindings`, {
    ...named("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", name),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: ["own", "other"].map((of) => ({ kind: "ServiceAccount", name: of, namespace: name })),
  });
  const [own, other] = [await rawClient(ownConfig), await rawClient(otherConfig)];
  const seeded: Seeded[] = [];
  for (const { path: at, object } of seeds(name))
    seeded.push({ path: at, object: await must("POST", at, object) });

  const database = await testDatabase();
  const connection = createApiConnection({ kubeConfig: adminConfig, timeoutMs: 5_000 });
  const metrics = createMetrics();
  let connections = 0;
  let authority = "";
  const logger: Logger = {
    debug: (_fields, message) => {
      if (message === "a TLS connection came to be") connections += 1;
    },
    ...{ info() {}, warn() {}, error() {}, child: () => logger },
  };
  const guard = createGuard({
    ledger: createLedger({
      findUrl: async () => database.url.replace("postgres@", `${GUARD_ROLE}@`),
      logger: silentLogger,
    }),
    certificates: ownCertificates({ hosts: ["127.0.0.1"], clock }),
    trust: (made) => {
      authority = made;
      return trustAuthority({ connection, name, now: clock.now(), signal: AbortSignal.timeout(5_000) }, made);
    },
    clock,
    logger,
    metrics,
    host: "127.0.0.1",
    port: 0,
    lookMs: 200,
  });
  const { port } = await guard.start();
  const manifests = {
    name,
    user: userOf(`${name}/own`),
    client: { url: `https://127.0.0.1:${port}/admission/guard` },
  };
  const reviews = async (decision: string) => {
    const { values } = await metrics.guardReviews.get();
    return values.find(({ labels }) => labels.decision === decision)?.value ?? 0;
  };
  /** A write that is in the outer bounds, matches no attempt and changes nothing. */
  const probe = (send: Send) =>
    send({
      method: "PATCH",
      path: `/api/v1/namespaces/${name}/configmaps/web?dryRun=All`,
      body: { metadata: { annotations: { "kube-autofix.io/attempt": "1" } } },
      contentType: MERGE,
    });
  return {
    name,
    admin: admin.send,
    own: own.send,
    other: other.send,
    ownConfig,
    seeded,
    db: database.db,
    must,
    configuration: {
      path: `${ADMISSION}/validatingwebhookconfigurations`,
      object: webhookConfiguration(manifests),
    },
    authority: () => authority,
    reviews,
    /** TLS connections that the guard has taken so far, and reviews that it has refused. */
    asked: async () => [connections, await reviews("refused")],
    probe,
    stopGuard: () => guard.stop(),
    /** Back when the API server asks the guard. */
    async addWebhook() {
      await must("POST", `${ADMISSION}/validatingwebhookconfigurations`, webhookConfiguration(manifests));
      await until(
        async () => (await probe(own.send)).text.includes("kube-autofix guard:") || undefined,
        "the guard's word",
      );
    },
    async removeWebhook() {
      await admin.send({ method: "DELETE", path: `${ADMISSION}/validatingwebhookconfigurations/${name}` });
      await until(async () => (await probe(own.send)).code === 200 || undefined, "no guard");
    },
    async addPolicy() {
      await must("POST", `${ADMISSION}/validatingadmissionpolicies`, admissionPolicy(manifests));
      await must("POST", `${ADMISSION}/validatingadmissionpolicybindings`, admissionPolicyBinding(manifests));
      const isHeld = async () => {
        const { text } = await own.send({
          method: "PATCH",
          path: `/api/v1/namespaces/${name}/secrets/web?dryRun=All`,
          body: { metadata: { annotations: { probe: "1" } } },
          contentType: MERGE,
        });
        return text.includes("kube-autofix repairs no such thing") || undefined;
      };
      await until(isHeld, "the policy's word");
    },
    async end() {
      for (const kind of [
        "validatingwebhookconfigurations",
        "validatingadmissionpolicybindings",
        "validatingadmissionpolicies",
      ])
        await admin.send({ method: "DELETE", path: `${ADMISSION}/${kind}/${name}` });
      await guard.stop();
      for (const at of [
        `${RBAC}/clusterrolebindings/${name}`,
        `${RBAC}/clusterroles/${name}`,
        `/api/v1/namespaces/${name}`,
      ])
        await admin.send({ method: "DELETE", path: at });
      for (const client of [admin, own, other]) client.end();
      await database.drop();
    },
  };
}

const named = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });

function kubeConfigOf(admin: KubeConfig, name: string, token: string): KubeConfig {
  const cluster = admin.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig names no current cluster");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [cluster],
    users: [{ name, token }],
    contexts: [{ name, cluster: cluster.name, user: name }],
    currentContext: name,
  });
  return kubeConfig;
}
