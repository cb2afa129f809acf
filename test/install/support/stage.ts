import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { createServiceClient, type ServiceClient } from "../../../src/cli/demo/service-client.ts";
import { realServer } from "../../chart/support/real-server.ts";
import { execIn, forwardTo, servicePods } from "./in-pod.ts";
import { hasDefaultClass, makeVolume } from "./on-node.ts";
import { createRelease } from "./release.ts";

type Objects = Record<string, unknown>;
const SERVICE_PORT = 8080;

interface Where {
  kubeconfig: string;
  folder: string;
  /** Whether the release has a claim. */
  hasClaim?: boolean;
}

/**
 * A release of the chart in a namespace of its own, a namespace with workloads, and one for what the test itself runs. A volume
 * that has to be made is in `folder` of a node.
 */
export async function raiseStage({ kubeconfig, folder, hasClaim = true }: Where) {
  const server = await realServer(kubeconfig);
  const id = `install-${randomUUID().slice(0, 8)}`;
  const [shop, helpers, name] = [`${id}-shop`, `${id}-helpers`, `${id}-kube-autofix`];
  const release = createRelease(id, kubeconfig);
  const ends: (() => Promise<unknown>)[] = [async () => server.end()];
  const makeNamespace = async (of: string, labels: Record<string, string> = {}) => {
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: of, labels } };
    await server.must({ method: "POST", path: "/api/v1/namespaces", body });
    ends.push(() => server.send({ method: "DELETE", path: `/api/v1/namespaces/${of}` }));
  };
  await makeNamespace(helpers);
  await makeNamespace(id, { "pod-security.kubernetes.io/enforce": "restricted" });
  await makeNamespace(shop);
  if (hasClaim && !(await hasDefaultClass(server)))
    ends.push(await makeVolume(server, { name: id, helpers, folder, claim: { namespace: id, name } }));
  ends.push(() => release.uninstall());

  const get = async (path: string) => (await server.must({ method: "GET", path })) as unknown as Objects;
  const secret = async () =>
    (await get(`/api/v1/namespaces/${id}/secrets/${name}`)).data as Record<string, string>;
  return {
    ...{ server, id, name, shop, helpers, release, get, secret },
    claim: `/api/v1/namespaces/${id}/persistentvolumeclaims/${name}`,
    service: `http://${name}.${id}.svc:${SERVICE_PORT}`,
    /** What is in the repository to be broken, under a name of its own. */
    async breakDeployment(as: string) {
      const path = new URL("../../../docs/examples/broken-deployment.yaml", import.meta.url);
      const deployment = parse(await readFile(path, "utf8")) as Objects;
      const metadata = { name: as, namespace: shop };
      await server.must({
        method: "POST",
        path: `/apis/apps/v1/namespaces/${shop}/deployments`,
        body: { ...deployment, metadata },
      });
    },
    deployment: (of: string) => get(`/apis/apps/v1/namespaces/${shop}/deployments/${of}`),
    /** The service as its users reach it, by a way to its pod. */
    async withClient<T>(use: (client: ServiceClient, url: string) => Promise<T>): Promise<T> {
      const tokens = await secret();
      const plain = (of: string) => Buffer.from(tokens[of] ?? "", "base64").toString();
      const way = await forwardTo(server.kubeConfig, { namespace: id, service: name, port: SERVICE_PORT });
      try {
        const own = { webhookToken: plain("WEBHOOK_TOKEN"), operatorToken: plain("OPERATOR_TOKEN") };
        return await use(createServiceClient({ url: way.url, ...own }), way.url);
      } finally {
        await way.close();
      }
    },
    /** A command of kube-autofix in the service's container. */
    async run(...command: string[]) {
      const [pod] = await servicePods(server, id, id);
      if (pod === undefined) throw new Error("no pod of the service runs");
      const where = { namespace: id, pod, container: "service" };
      return execIn(server.kubeConfig, where, ["kube-autofix", ...command]);
    },
    async end() {
      for (const end of ends.reverse()) await end();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof raiseStage>>;
