import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type RequestOptions, request as secureRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { parseApiPath } from "../../../src/simulation/api/parse-path.ts";
import { BUILT_IN_TYPES } from "../../../src/simulation/store/resource-types.ts";
import type { Write } from "../runner/world.ts";

/** Passes requests on to a cluster's API server with its administrator's rights, and remembers what one program wrote. */
export interface RecordingProxy {
  url: string;
  kubeConfig: KubeConfig;
  /** In order, of the program whose user agent begins with this name. */
  writes(): Write[];
  close(): Promise<void>;
}

const VERBS: Record<string, string> = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };
const NO_CHANGE = /(events|reviews)$/;

export async function openRecordingProxy(admin: KubeConfig, program: string): Promise<RecordingProxy> {
  const upstream = new URL(admin.getCurrentCluster()?.server ?? "");
  const credentials: RequestOptions = {};
  await admin.applyToHTTPSOptions(credentials);
  const writes: Write[] = [];

  const pass = async (message: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const onward = secureRequest({
      ...credentials,
      host: upstream.hostname,
      port: upstream.port,
      method: message.method,
      path: message.url,
      headers: { ...message.headers, ...credentials.headers, host: upstream.host },
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    onward.on("response", (answer) => {
      const code = answer.statusCode ?? 502;
      const isOurs = message.headers["user-agent"]?.startsWith(program) === true;
      if (isOurs && code < 400) writes.push(...writeOf(message, body.toString()));
      response.writeHead(code, answer.headers);
      answer.pipe(response);
    });
    onward.end(body);
  };

  const server = createServer((message, response) => {
    pass(message, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    kubeConfig: plainConfig(url),
    writes: () => [...writes],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function writeOf(message: IncomingMessage, text: string): Write[] {
  const verb = VERBS[message.method ?? ""];
  const url = new URL(message.url ?? "/", "http://cluster");
  const path = parseApiPath(BUILT_IN_TYPES, url.pathname);
  if (verb === undefined || NO_CHANGE.test(path?.type.plural ?? url.pathname)) return [];
  const body = jsonOf(text);
  if (url.searchParams.has("dryRun") || (body.dryRun ?? []).length > 0) return [];
  return [
    {
      verb,
      kind: path?.type.kind ?? url.pathname,
      namespace: path?.namespace ?? "",
      name: path?.name ?? body.metadata?.name ?? "",
      subresource: path?.subresource ?? "",
    },
  ];
}

function jsonOf(text: string): { dryRun?: string[]; metadata?: { name?: string } } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function plainConfig(url: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    // The client refuses plain HTTP unless it may skip verification.
    clusters: [{ name: "recorded", server: url, skipTLSVerify: true }],
    users: [{ name: "recorded" }],
    contexts: [{ name: "recorded", cluster: "recorded", user: "recorded" }],
    currentContext: "recorded",
  });
  return kubeConfig;
}
