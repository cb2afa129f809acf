import type { KubeConfig } from "@kubernetes/client-node";
import { type ApiRequest, createApiConnection } from "../../src/kubernetes/api-connection.ts";
import type { IllWorkload } from "./bench-cluster.ts";
import type { RecordedRequest } from "./recorded-requests.ts";

const TIMEOUT_MS = 15_000;
/** The code of a request that was given up before its answer came: whatever comes now is right. */
const UNANSWERED = 0;
const VERBS: Readonly<Record<string, ApiRequest["verb"]>> = {
  GET: "get",
  PATCH: "patch",
  POST: "create",
  DELETE: "delete",
};

export interface BareClient {
  /**
   * Returns what sends the requests with the concurrency that they had: each as soon as all are answered that were answered before it
   * was sent. Throws where an answer has another code than it had.
   */
  prepare(requests: readonly RecordedRequest[]): () => Promise<void>;
}

/** The service's own connection code, with nothing around it. */
export function createBareClient(kubeConfig: KubeConfig): BareClient {
  const connection = createApiConnection({ kubeConfig, timeoutMs: TIMEOUT_MS });
  const signal = new AbortController().signal;
  const ask = async (request: ApiRequest, expected: number) => {
    const answer = await connection.send(request);
    if (answer.code !== expected && expected !== UNANSWERED)
      throw new Error(
        `${request.what} was answered with ${answer.code}, and ${expected} before: ${answer.text}`,
      );
  };
  return {
    prepare(requests) {
      const ready = requests.map((request) => asApiRequest(request, signal));
      const byAnswer = requests
        .map(({ answeredAtMs }, at) => ({ answeredAtMs, at }))
        .toSorted((a, b) => a.answeredAtMs - b.answeredAtMs);
      return async () => {
        const flights: Promise<void>[] = [];
        let answered = 0;
        for (const [at, request] of ready.entries()) {
          const { sentAtMs = 0, code = 0 } = requests[at] ?? {};
          for (let next = byAnswer[answered]; next !== undefined && next.answeredAtMs <= sentAtMs; ) {
            await flights[next.at];
            answered += 1;
            next = byAnswer[answered];
          }
          const flight = ask(request, code);
          // One that fails is thrown when its turn comes.
          flight.catch(() => {});
          flights.push(flight);
        }
        await Promise.all(flights);
      };
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

/** The same requests about workloads in the same state, since a patch can be applied only once. */
export function aboutTwins(
  requests: readonly RecordedRequest[],
  ill: readonly IllWorkload[],
  twins: readonly IllWorkload[],
): RecordedRequest[] {
  const names = new Map(
    ill.flatMap((one, at) => {
      const twin = twins[at];
      if (twin === undefined) throw new Error(`${one.namespace} has no twin`);
      return [
        [one.namespace, twin.namespace],
        [one.pod, twin.pod],
        [one.uid, twin.uid],
      ] as const;
    }),
  );
  // To their ends: "ours-1" is no part of "ours-10".
  const known = new RegExp(`(?:${[...names.keys()].join("|")})(?![\\w-])`, "g");
  const renamed = (text: string) => text.replaceAll(known, (name) => names.get(name) ?? name);
  return requests.map((request) => ({
    ...request,
    path: renamed(request.path),
    body: renamed(request.body),
  }));
}
