import type { ServerResponse } from "node:http";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { StoreChange } from "../store/object-store.ts";
import { apiVersionOf } from "../store/resource-types.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { checkVersion, matcherOf, shown } from "./read-objects.ts";
import type { ApiRequest } from "./request.ts";
import { expired } from "./status-error.ts";

/** The watches that are open, so that a fault can cut them and a stop can end them. */
export interface OpenWatches {
  serve(request: ApiRequest, response: ServerResponse): void;
  disconnectAll(): void;
  count(): number;
}

const BOOKMARK_WALL_MS = 10_000;
const DEFAULT_TIMEOUT_SECONDS = 1800;

/** Time-outs of a watch are the client's, so they take wall time at any speed of the cluster's clock. */
export function createOpenWatches(api: ApiMachinery): OpenWatches {
  const open = new Set<ServerResponse>();

  const serve: OpenWatches["serve"] = (request, response) => {
    checkVersion(request);
    const matches = matcherOf(request);
    const wantsBookmarks = request.query.get("allowWatchBookmarks") === "true";
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    response.flushHeaders();
    // Between its end and its close a slow client is still being written to; there is nothing more to tell it.
    const send = (type: string, object: unknown) => {
      if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    const bookmark = (annotations?: Record<string, string>) =>
      send("BOOKMARK", {
        kind: request.type.kind,
        apiVersion: apiVersionOf(request.type),
        metadata: { resourceVersion: String(api.store.revision()), ...(annotations && { annotations }) },
      });
    const deliver = (change: StoreChange) => {
      if (change.resource !== request.resource) return;
      const event = seenThrough(matches, change);
      if (event) send(event.type, shown(request, event.object));
    };

    const version = request.query.get("resourceVersion") ?? "";
    const isFromNow = version === "" || version === "0";
    const missed = isFromNow ? [] : api.store.changesSince(request.resource, Number(version));
    if (missed === undefined) {
      const oldest = api.store.oldestRevision();
      send("ERROR", expired(`too old resource version: ${version} (${oldest})`).body);
      response.end();
      return;
    }
    if (isFromNow || request.query.get("sendInitialEvents") === "true")
      for (const object of api.store.list(request.resource, request.namespace))
        if (matches(object)) send("ADDED", shown(request, object));
    if (request.query.get("sendInitialEvents") === "true") bookmark({ "k8s.io/initial-events-end": "true" });
    for (const change of missed) deliver(change);

    const unsubscribe = api.store.onChange(deliver);
    open.add(response);
    const bookmarks = setInterval(() => wantsBookmarks && bookmark(), BOOKMARK_WALL_MS);
    const seconds = Number(request.query.get("timeoutSeconds")) || DEFAULT_TIMEOUT_SECONDS;
    const timeout = setTimeout(() => response.end(), Math.min(seconds * 1000, 2 ** 31 - 1));
    response.on("close", () => {
      clearInterval(bookmarks);
      clearTimeout(timeout);
      unsubscribe();
      open.delete(response);
    });
  };

  return {
    serve,
    count: () => open.size,
    disconnectAll() {
      for (const response of open) response.destroy();
    },
  };
}

/** A change as a watch with a selector sees it: an object that no longer matches is deleted for it. */
function seenThrough(
  matches: (object: KubernetesObject) => boolean,
  change: StoreChange,
): { type: string; object: KubernetesObject } | undefined {
  const is = matches(change.object);
  const was = change.previous !== undefined && matches(change.previous);
  if (change.type === "DELETED") return was ? { type: "DELETED", object: change.object } : undefined;
  if (is) return { type: was ? "MODIFIED" : "ADDED", object: change.object };
  return was ? { type: "DELETED", object: change.object } : undefined;
}
