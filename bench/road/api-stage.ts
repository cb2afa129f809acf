import type { KubeConfig } from "@kubernetes/client-node";
import { type ApiRequest, createApiConnection } from "../../src/kubernetes/api-connection.ts";

type Body = Record<string, unknown>;

/** Raw requests that set the stage on a real API server; an answer that is not wanted throws. */
export interface ApiStage {
  get(path: string, query?: Record<string, string>): Promise<unknown>;
  /** What is there already stays as it is. */
  create(path: string, body: Body): Promise<unknown>;
  merge(path: string, body: Body): Promise<unknown>;
  /** At once, without a node's consent. */
  remove(path: string): Promise<void>;
}

const TIMEOUT_MS = 60_000;
const MERGE_PATCH = "application/merge-patch+json";

export function createApiStage(kubeConfig: KubeConfig): ApiStage {
  const connection = createApiConnection({ kubeConfig, timeoutMs: TIMEOUT_MS });
  const { signal } = new AbortController();
  const ask = async (
    verb: ApiRequest["verb"],
    path: string,
    more: Pick<ApiRequest, "query" | "body" | "contentType">,
  ) => {
    const answer = await connection.send({ verb, path, what: `${verb} ${path}`, signal, ...more });
    const isThere = verb === "create" && answer.code === 409;
    const isGone = verb === "delete" && answer.code === 404;
    if (answer.code >= 300 && !isThere && !isGone)
      throw new Error(`${verb} ${path} was answered with ${answer.code}: ${answer.text}`);
    return JSON.parse(answer.text) as unknown;
  };
  return {
    get: (path, query = {}) => ask("get", path, { query }),
    create: (path, body) => ask("create", path, { body }),
    merge: (path, body) => ask("patch", path, { body, contentType: MERGE_PATCH }),
    async remove(path) {
      await ask("delete", path, { body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0 } });
    },
  };
}
