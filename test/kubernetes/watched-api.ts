import type { ServerResponse } from "node:http";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { answerJson, openScriptedApi, type ScriptedApi } from "./scripted-api.ts";

/** A server with pods alone: what a list holds, and the open watches, are in the test's hands. */
export interface WatchedApi extends ScriptedApi {
  pods: KubernetesObject[];
  /** resourceVersion of the next list. */
  version: string;
  /** Answers the next pod watches with this status instead of a stream. */
  refuseWatch: number | undefined;
  /** resourceVersions from which pods were watched. */
  watchedFrom(): string[];
  /** Sends a line to every open pod watch. */
  say(type: string, object: unknown): void;
  openWatches(): number;
  endWatches(): void;
}

export async function openWatchedApi(port = 0): Promise<WatchedApi> {
  const watches = new Set<ServerResponse>();
  const api = await openScriptedApi((request, response) => {
    const url = new URL(request.url ?? "", "http://api");
    const isWatch = url.searchParams.get("watch") === "true";
    const isPods = url.pathname.endsWith("/pods");
    if (!isWatch) return answerJson(response, 200, listOf(isPods ? watched.pods : [], watched.version));
    if (isPods && watched.refuseWatch !== undefined)
      return answerJson(response, watched.refuseWatch, { kind: "Status", message: "refused" });
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    if (isPods) watches.add(response);
    response.on("close", () => watches.delete(response));
  }, port);
  const watched: WatchedApi = {
    ...api,
    pods: [],
    version: "1",
    refuseWatch: undefined,
    watchedFrom: () =>
      api.requests.flatMap((line) => {
        const url = new URL(line.replace("GET ", ""), "http://api");
        const isPodWatch = url.pathname.endsWith("/pods") && url.searchParams.has("watch");
        return isPodWatch ? (url.searchParams.get("resourceVersion") ?? "") : [];
      }),
    say(type, object) {
      for (const response of watches) response.write(`${JSON.stringify({ type, object })}\n`);
    },
    openWatches: () => watches.size,
    endWatches() {
      for (const response of watches) response.end();
    },
  };
  return watched;
}

function listOf(items: KubernetesObject[], resourceVersion: string) {
  return { metadata: { resourceVersion }, items };
}

export function killedPod(name: string, resourceVersion: string, restartCount = 0, finishedAt = new Date()) {
  const terminated = {
    reason: "OOMKilled",
    exitCode: 137,
    containerID: `c://${name}/${restartCount}`,
    finishedAt,
  };
  const pod = podAt(name, resourceVersion);
  return { ...pod, status: { containerStatuses: [{ name: "main", restartCount, state: { terminated } }] } };
}

export function podAt(name: string, resourceVersion: string): KubernetesObject {
  const metadata = { name, namespace: "ns", uid: `uid-${name}`, resourceVersion };
  return { apiVersion: "v1", kind: "Pod", metadata, status: {} };
}
