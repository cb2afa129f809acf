import type { KubeConfig } from "@kubernetes/client-node";
import { createClock } from "../../src/core/clock.ts";
import { type ApiConnection, createApiConnection } from "../../src/kubernetes/api-connection.ts";
import type { ClusterReader, KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { ClusterWriter } from "../../src/kubernetes/cluster-writer.ts";
import { createLiveClusterReader } from "../../src/kubernetes/live-cluster-reader.ts";
import { createLiveClusterWriter } from "../../src/kubernetes/live-cluster-writer.ts";

/** What a cluster must offer to be held to the contract: a way to reach it, and its end. */
export interface ContractCluster {
  kubeConfig: KubeConfig;
  close(): Promise<void>;
}

/** The cluster with a namespace of its own and bare hands to prepare it, beside the two ports under test. */
export interface ContractBench {
  kubeConfig: KubeConfig;
  namespace: string;
  reader: ClusterReader;
  writer: ClusterWriter;
  requests: { verb: string; code: string }[];
  create(plural: string, object: Record<string, unknown>): Promise<KubernetesObject>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

export const wallClock = createClock();
export const untilDone = () => AbortSignal.timeout(30_000);

export async function openBench(cluster: ContractCluster): Promise<ContractBench> {
  const requests: { verb: string; code: string }[] = [];
  const onRequest = (verb: string, code: string) => requests.push({ verb, code });
  const options = { kubeConfig: cluster.kubeConfig, clock: wallClock, timeoutMs: 10_000, onRequest };
  const connection = createApiConnection({ kubeConfig: cluster.kubeConfig, timeoutMs: 10_000 });
  const namespace = `contract-${crypto.randomUUID().slice(0, 8)}`;
  await post(connection, "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  return {
    kubeConfig: cluster.kubeConfig,
    namespace,
    reader: createLiveClusterReader(options),
    writer: createLiveClusterWriter(options),
    requests,
    create: (plural, object) =>
      post(connection, collection(String(object.apiVersion), namespace, plural), object),
    remove: (path) => remove(connection, path),
    async close() {
      await remove(connection, `/api/v1/namespaces/${namespace}`);
      await cluster.close();
    },
  };
}

function collection(apiVersion: string, namespace: string, plural: string): string {
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${base}/namespaces/${namespace}/${plural}`;
}

async function post(connection: ApiConnection, path: string, body: Record<string, unknown>) {
  const answer = await connection.send({
    verb: "create",
    path,
    body,
    what: `create at ${path}`,
    signal: untilDone(),
  });
  if (answer.code !== 201) throw new Error(`POST ${path}: ${answer.code} ${answer.text}`);
  return JSON.parse(answer.text) as KubernetesObject;
}

async function remove(connection: ApiConnection, path: string): Promise<void> {
  const answer = await connection.send({ verb: "delete", path, what: `delete ${path}`, signal: untilDone() });
  if (answer.code >= 300 && answer.code !== 404)
    throw new Error(`DELETE ${path}: ${answer.code} ${answer.text}`);
}

/** Asks again until the answer is there: a controller needs a moment. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`not seen in time: ${what}`);
    await wallClock.sleep(50);
  }
}
