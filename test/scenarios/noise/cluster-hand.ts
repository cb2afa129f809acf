import { OperationError } from "../../../src/core/errors.ts";

/** Changes objects of the simulated cluster over its API, as kubectl would. */
export interface ClusterHand {
  get(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<void>;
  /** A JSON merge patch. */
  patch(path: string, body: object): Promise<void>;
  /** What is gone already is well. */
  remove(path: string): Promise<void>;
}

/** How these requests are told from those of the service under test. */
export const HAND = "somebody-at-work";

export function createClusterHand(url: string): ClusterHand {
  const send = async (method: string, path: string, body?: object) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "user-agent": HAND, ...(body && { "content-type": type }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    const reason = response.status === 404 ? "not-found" : "other";
    throw new OperationError(`${method} ${path}: ${response.status} ${text}`, { reason, retryable: false });
  };
  return {
    get: (path) => send("GET", path),
    post: async (path, body) => void (await send("POST", path, body)),
    patch: async (path, body) => void (await send("PATCH", path, body)),
    remove: async (path) => {
      await send("DELETE", path).catch((error: unknown) => {
        if (!(error instanceof OperationError && error.reason === "not-found")) throw error;
      });
    },
  };
}

export const inNamespace = (namespace: string, group: "apps/v1" | "batch/v1" | "v1", rest: string): string =>
  `${group === "v1" ? "/api" : "/apis"}/${group}/namespaces/${namespace}/${rest}`;
