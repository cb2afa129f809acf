import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

export interface ScriptedApi {
  kubeConfig: KubeConfig;
  /** Path and query of each request, in order. */
  requests: string[];
  /** Connections that were ever opened. */
  connections(): number;
  close(): Promise<void>;
}

/** A real HTTP server that answers as a test says, on a port of its own or on that of one that was closed. */
export async function openScriptedApi(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
): Promise<ScriptedApi> {
  const requests: string[] = [];
  let connections = 0;
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    kubeConfig: kubeConfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requests,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function kubeConfigFor(server: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: "c", server, skipTLSVerify: true },
    { name: "u", token: "secret-token" },
  );
  return kubeConfig;
}

export function answerJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}
