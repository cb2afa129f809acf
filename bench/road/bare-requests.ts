import type { KubeConfig } from "@kubernetes/client-node";
import { type ApiRequest, createApiConnection } from "../../src/kubernetes/api-connection.ts";
import type { IllWorkload } from "./bench-cluster.ts";
import { isRealPatch, type RecordedRequest, type Recorder } from "./recorded-requests.ts";

const TIMEOUT_MS = 15_000;
const VERBS: Readonly<Record<string, ApiRequest["verb"]>> = {
  GET: "get",
  PATCH: "patch",
  POST: "create",
  DELETE: "delete",
};

export interface BareClient {
  /** Sends the requests one after another; returns the time from the first until the real patch goes out. */
  send(requests: readonly RecordedRequest[], recorder: Recorder): Promise<number>;
}

/** The service's own connection code, with nothing around it. */
export function createBareClient(kubeConfig: KubeConfig): BareClient {
  const connection = createApiConnection({ kubeConfig, timeoutMs: TIMEOUT_MS });
  const signal = new AbortController().signal;
  return {
    async send(requests, recorder) {
      const ready = requests.map((request) => ({
        expected: request.code,
        request: asApiRequest(request, signal),
      }));
      const patched = recorder.sent(isRealPatch);
      const startMs = performance.now();
      for (const { expected, request } of ready) {
        const answer = await connection.send(request);
        if (answer.code !== expected)
          throw new Error(
            `${request.what} was answered with ${answer.code}, and ${expected} before: ${answer.text}`,
          );
      }
      const { sentAtMs } = await patched;
      return sentAtMs - startMs;
    },
  };
}

function asApiRequest(request: RecordedRequest, signal: AbortSignal): ApiRequest {
  const url = new URL(request.path, "http://api");
  const verb = VERBS[request.method];
  if (verb === undefined) throw new Error(`${request.method} is no method that the service uses`);
  return {
    verb,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    ...(request.body !== "" && { body: JSON.parse(request.body), contentType: request.contentType }),
    what: `${request.method} ${request.path}`,
    signal,
  };
}

/** The same requests about a workload of the same state, since a patch can be applied only once. */
export function aboutAnother(
  requests: readonly RecordedRequest[],
  from: IllWorkload,
  to: IllWorkload,
): RecordedRequest[] {
  const names = [
    [from.namespace, to.namespace],
    [from.pod, to.pod],
    [from.uid, to.uid],
  ] as const;
  const renamed = (text: string) => names.reduce((all, [old, name]) => all.replaceAll(old, name), text);
  return requests.map((request) => ({
    ...request,
    path: renamed(request.path),
    body: renamed(request.body),
  }));
}
