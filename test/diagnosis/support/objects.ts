import type { Signal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { investigate, refOf } from "./investigate.ts";
import { ago, NOW } from "./workload.ts";

/** An object of namespace shop, an hour old unless said otherwise; `namespace: ""` makes it cluster-scoped. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  more: {
    metadata?: object;
    namespace?: string;
    spec?: unknown;
    status?: unknown;
    [field: string]: unknown;
  } = {},
): KubernetesObject {
  const { metadata = {}, namespace = "shop", ...rest } = more;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === "" ? {} : { namespace }),
      uid: `uid-${kind}-${name}`,
      creationTimestamp: ago(3600),
      ...metadata,
    },
    ...rest,
  };
}

/** What an investigation of the first object says, with all objects in the cluster. */
export function lookAt(
  objects: readonly KubernetesObject[],
  more: { openedAt?: string; signals?: Signal[]; fetch?: typeof fetch } = {},
) {
  const [first] = objects;
  if (first === undefined) throw new Error("there must be an object to look at");
  const { fetch: send, ...rest } = more;
  return investigate({
    reader: createMemoryReader({ objects: [...objects] }),
    workload: refOf(first),
    at: NOW,
    ...rest,
    ...(send === undefined ? {} : { fetch: send, prometheusUrl: "http://prometheus.test" }),
  });
}
