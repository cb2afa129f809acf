import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { classicManifest } from "../../src/cli/demo/stories.ts";
import { createClock } from "../../src/core/clock.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { type ApiStage, createApiStage } from "./api-stage.ts";
import { readAuditLog } from "./audit-log.ts";
import { addAccount, removeAccount } from "./bench-account.ts";
import type { BenchCluster, IllWorkload } from "./bench-cluster.ts";
import { addNode, removeNode } from "./bench-node.ts";
import { killedAgain, runningWell } from "./pod-statuses.ts";

const CONTAINER = "stress";
const LOOK_EVERY_MS = 50;
const WITHIN_MS = 60_000;

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({ nodeName: z.string().optional() }),
    }),
  ),
});
const namespacesSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const objectSchema = z.object({ metadata: z.object({ uid: z.string() }) });

/** A real API server with its controllers; the pods' statuses, which a kubelet would write, are written here. */
export async function startRealBenchCluster(options: {
  kubeconfig: string;
  auditLog: string | undefined;
}): Promise<BenchCluster> {
  const { auditLog } = options;
  const admin = loadKubeConfig({ path: options.kubeconfig });
  const stage = createApiStage(admin);
  const clock = createClock();
  const kubeConfig = await addAccount(stage, admin);
  await addNode(stage);
  const namespaces: string[] = [];
  // What an earlier bench of the same account asked for is no part of this one.
  let told = auditLog === undefined ? 0 : (await readAuditLog(auditLog)).length;
  return {
    kubeConfig,
    clock,
    async fallIll(namespace) {
      namespaces.push(namespace);
      const metadata = { name: namespace };
      await stage.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
      const { uid } = objectSchema.parse(
        await stage.create(path, { ...classicManifest(namespace) }),
      ).metadata;
      const pod = await podWhere(stage, namespace, ({ spec }) => spec.nodeName !== undefined);
      const status = killedAgain(CONTAINER, clock.now());
      await stage.merge(`${podsOf(namespace)}/${pod}/status`, { status });
      return { namespace, uid, pod, container: CONTAINER };
    },
    // No kubelet would let go of the pods.
    remove: async () => {},
    async recover({ namespace, pod }: IllWorkload) {
      const fresh = await podWhere(
        stage,
        namespace,
        ({ metadata, spec }) => metadata.name !== pod && spec.nodeName !== undefined,
      );
      const status = runningWell(CONTAINER, clock.now());
      await stage.merge(`${podsOf(namespace)}/${fresh}/status`, { status });
      // Its controller lets go of it when the new one is ready; no kubelet does.
      await podWhere(
        stage,
        namespace,
        ({ metadata }) => metadata.name === pod && metadata.deletionTimestamp !== undefined,
      );
      await stage.remove(`${podsOf(namespace)}/${pod}`);
    },
    async logged() {
      if (auditLog === undefined) return null;
      const all = await readAuditLog(auditLog);
      const fresh = all.slice(told);
      told = all.length;
      return fresh;
    },
    async stop() {
      for (const namespace of namespaces) await removeNamespace(stage, namespace);
      await removeNode(stage);
      const own = await removeAccount(stage);
      await untilGone(stage, [...namespaces, own]);
    },
  };
}

const podsOf = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;

type Pod = z.infer<typeof podsSchema>["items"][number];

async function podWhere(
  stage: ApiStage,
  namespace: string,
  isWanted: (pod: Pod) => boolean,
): Promise<string> {
  const deadlineMs = performance.now() + WITHIN_MS;
  while (performance.now() < deadlineMs) {
    const { items } = podsSchema.parse(await stage.get(podsOf(namespace)));
    const pod = items.find(isWanted);
    if (pod !== undefined) return pod.metadata.name;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`no pod of namespace ${namespace} came to be so`);
}

/** The next bench makes namespaces of the same names, which one that is still being deleted would refuse to fill. */
async function untilGone(stage: ApiStage, namespaces: readonly string[]): Promise<void> {
  const deadlineMs = performance.now() + WITHIN_MS;
  for (;;) {
    const { items } = namespacesSchema.parse(await stage.get("/api/v1/namespaces"));
    const left = items.filter(({ metadata }) => namespaces.includes(metadata.name));
    if (left.length === 0) return;
    if (performance.now() > deadlineMs)
      throw new Error(
        `${left.length} namespaces of the bench are not gone: delete ${left[0]?.metadata.name} and others`,
      );
    // A controller may have made one more pod before it heard of the end.
    for (const { metadata } of left) await removePods(stage, metadata.name);
    await sleep(LOOK_EVERY_MS);
  }
}

/** The workload first, or its controller makes new pods; then the pods, which no kubelet lets go of. */
async function removeNamespace(stage: ApiStage, namespace: string): Promise<void> {
  await stage.remove(`/apis/apps/v1/namespaces/${namespace}/deployments/stress`);
  await stage.remove(`/api/v1/namespaces/${namespace}`);
  await removePods(stage, namespace);
}

async function removePods(stage: ApiStage, namespace: string): Promise<void> {
  const { items } = podsSchema.parse(await stage.get(podsOf(namespace)));
  for (const { metadata } of items) await stage.remove(`${podsOf(namespace)}/${metadata.name}`);
}
