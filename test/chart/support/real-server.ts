import { KubeConfig } from "@kubernetes/client-node";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { loadKubeConfig } from "../../../src/kubernetes/load-kubeconfig.ts";
import { rawClient, type Send } from "../../e2e/guard/raw-client.ts";

export interface Served {
  group: string;
  version: string;
  /** With its subresource: "pods/log". */
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

/** A real API server as its administrator has it, by paths and by kinds. */
export async function realServer(path: string) {
  return serverAs(loadKubeConfig({ path }));
}

/** The same as somebody else has it. */
export async function serverAs(kubeConfig: KubeConfig) {
  const { send, end } = await rawClient(kubeConfig);
  const must = async (call: Parameters<Send>[0]): Promise<KubernetesObject> => {
    const { code, text } = await send(call);
    if (code >= 300) throw new Error(`${call.method} ${call.path}: ${code} ${text.slice(0, 500)}`);
    return JSON.parse(text) as KubernetesObject;
  };
  const json = async (at: string) =>
    (await must({ method: "GET", path: at })) as unknown as Record<string, unknown>;
  /** All that is served, in the preferred versions; groups whose servers are away are left out. */
  const served = async (): Promise<Served[]> => {
    const { groups } = (await json("/apis")) as {
      groups: { name: string; preferredVersion: { version: string } }[];
    };
    const all = [
      { name: "", version: "v1" },
      ...groups.map(({ name, preferredVersion: { version } }) => ({ name, version })),
    ];
    const lists = await Promise.all(
      all.map(async ({ name: group, version }) => {
        const { code, text } = await send({ method: "GET", path: rootOf(group, version) });
        if (code !== 200) return [];
        const { resources } = JSON.parse(text) as { resources: Omit<Served, "group" | "version">[] };
        return resources.map((one) => ({ ...one, group, version }));
      }),
    );
    return lists.flat();
  };
  return {
    kubeConfig,
    send,
    must,
    served,
    end,
    /** The way in for a ServiceAccount, by a token of an hour. */
    async accountOf(namespace: string, name: string): Promise<KubeConfig> {
      const answer = (await must({
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
        body: {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenRequest",
          spec: { expirationSeconds: 3600 },
        },
      })) as unknown as { status: { token: string } };
      return withToken(kubeConfig, answer.status.token);
    },
  };
}
export type RealServer = Awaited<ReturnType<typeof serverAs>>;

export const rootOf = (group: string, version: string) =>
  group === "" ? `/api/${version}` : `/apis/${group}/${version}`;

/** Where objects of a resource are, in a namespace or in none. */
export function collectionOf(of: Served, namespace: string): string {
  const root = rootOf(of.group, of.version);
  return of.namespaced ? `${root}/namespaces/${namespace}/${of.name}` : `${root}/${of.name}`;
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
