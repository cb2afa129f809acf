import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { Exec, type KubeConfig, PortForward } from "@kubernetes/client-node";
import type { RealServer } from "../../chart/support/real-server.ts";

interface Listed {
  items: { metadata: { name: string; deletionTimestamp?: string }; status: { phase: string } }[];
}

/** The names of the pods of a release's service that are not on their way out. */
export async function servicePods(server: RealServer, namespace: string, release: string): Promise<string[]> {
  const selector = `app.kubernetes.io/instance=${release},app.kubernetes.io/component=service`;
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
  const { items } = (await server.must({ method: "GET", path })) as unknown as Listed;
  return items
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === "Running")
    .map(({ metadata }) => metadata.name);
}

/** As `kubectl exec` does it. */
export async function execIn(
  kubeConfig: KubeConfig,
  where: { namespace: string; pod: string; container: string },
  command: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const text = { out: "", err: "" };
  const [out, err] = [new PassThrough(), new PassThrough()];
  out.on("data", (chunk) => (text.out += String(chunk)));
  err.on("data", (chunk) => (text.err += String(chunk)));
  const { namespace, pod, container } = where;
  const code = await new Promise<number>((resolve, reject) => {
    new Exec(kubeConfig)
      .exec(
        namespace,
        pod,
        container,
        [...command],
        out,
        err,
        null,
        false,
        ({ status, details, message }) => {
          if (status === "Success") return resolve(0);
          const cause = details?.causes?.find(({ reason }) => reason === "ExitCode")?.message;
          if (cause === undefined) reject(new Error(message ?? "the command could not be run"));
          else resolve(Number(cause));
        },
      )
      .then((socket) => socket.on("error", reject), reject);
  });
  return { code, ...text };
}

/** As `kubectl port-forward service/NAME` does it, but that each connection finds the pod of its moment. */
export async function forwardTo(
  kubeConfig: KubeConfig,
  where: { namespace: string; service: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  const forward = new PortForward(kubeConfig);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    forward.portForwardService(where.namespace, where.service, [where.port], socket, null, socket).then(
      (opened) => {
        const way = typeof opened === "function" ? opened() : opened;
        // A pod that goes ends its connections; whoever asks over one would wait for ever.
        way?.on("close", () => socket.destroy());
      },
      () => socket.destroy(),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Connections that are kept for a next request would hold it for a minute.
        for (const socket of sockets) socket.destroy();
      }),
  };
}
