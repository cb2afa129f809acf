import { Agent, request } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { given } from "../../../src/core/given.ts";

export interface Answer {
  code: number;
  text: string;
  /** What the server has to say of a request that it takes all the same. */
  warning?: string;
}

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  contentType?: string;
}

export type Send = (call: Call) => Promise<Answer>;

/** Any request at all, with a kubeconfig's credentials, over connections that are kept. */
export async function rawClient(kubeConfig: KubeConfig): Promise<{ send: Send; end(): void }> {
  const options: Record<string, unknown> = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const server = new URL(kubeConfig.getCurrentCluster()?.server ?? "");
  const { ca, cert, key, headers } = options as {
    ca?: string;
    cert?: string;
    key?: string;
    headers?: object;
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ...(ca && { ca }), ...(cert && { cert, key }) });
  const send: Send = ({ method, path, body, contentType = "application/json" }) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : asGoWritesIt(body);
      const sent = request(
        new URL(path, server),
        {
          method,
          agent,
          headers: {
            ...headers,
            accept: "application/json",
            ...(text === undefined
              ? {}
              : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({
              code: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString("utf8"),
              ...given("warning", response.headers.warning),
            }),
          );
          response.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(text);
    });
  return { send, end: () => agent.destroy() };
}

/** The API server compares the strings of a `test` with its own text, in which these are escapes. */
const asGoWritesIt = (body: unknown) =>
  JSON.stringify(body).replace(
    /[<>&]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export const MERGE = "application/merge-patch+json";
export const JSON_PATCH = "application/json-patch+json";
