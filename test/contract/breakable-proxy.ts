import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

/** Passes bytes on to the API server until it is told to break every connection and to refuse new ones. */
export interface BreakableProxy {
  kubeConfig: KubeConfig;
  break(): void;
  mend(): void;
  connections(): number;
  close(): Promise<void>;
}

export async function openBreakableProxy(original: KubeConfig): Promise<BreakableProxy> {
  const cluster = original.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig names no cluster");
  const upstream = new URL(cluster.server);
  const sockets = new Set<Socket>();
  let isBroken = false;
  const server = createServer((client) => {
    if (isBroken) return void client.destroy();
    const port = Number(upstream.port) || (upstream.protocol === "https:" ? 443 : 80);
    const target = connect(port, upstream.hostname);
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    client.pipe(target).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    kubeConfig: through(original, `${upstream.protocol}//127.0.0.1:${port}`),
    break() {
      isBroken = true;
      destroyAll();
    },
    mend() {
      isBroken = false;
    },
    connections: () => sockets.size / 2,
    async close() {
      destroyAll();
      server.close();
      await once(server, "close");
    },
  };
}

function through(original: KubeConfig, server: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: original.getClusters().map((one) => ({ ...one, server })),
    users: original.getUsers(),
    contexts: original.getContexts(),
    currentContext: original.getCurrentContext(),
  });
  return kubeConfig;
}
