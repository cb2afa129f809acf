import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ObjectStore } from "../store/object-store.ts";
import { kubeStateMetrics } from "./kube-state-metrics.ts";

/** The cluster's state as kube-state-metrics serves it, at `/metrics` of a port of 127.0.0.1 that is free. */
export async function serveStateMetrics(
  store: ObjectStore,
): Promise<{ address: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(kubeStateMetrics(store));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
