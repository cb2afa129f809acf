import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { withRemovals } from "../../../src/simulation/patch/removals.ts";
import type { Kinds } from "../runner/kinds.ts";
import type { World } from "../runner/world.ts";
import type { ObjectName } from "../scenario.ts";
import type { RecordingProxy } from "./recording-proxy.ts";

const APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const APPLIER = "fieldManager=kubectl-client-side-apply";

/** A namespace of a real cluster, worked on in the manner of kubectl. What images do was put into them before. */
export function createRealWorld(proxy: RecordingProxy, kinds: Kinds, namespace: string): World {
  const placeOf = ({ kind, namespace: own }: ObjectName) =>
    kinds.isNamespaced(kind) ? (own ?? namespace) : "";
  const send = async (method: string, path: string, body?: object, contentType = "application/json") => {
    const response = await fetch(`${proxy.url}${path}`, {
      method,
      headers: { "content-type": contentType, "user-agent": "scenarios" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status === 404 && method !== "POST") return undefined;
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const read = async (object: ObjectName): Promise<KubernetesObject | undefined> => {
    const place = placeOf(object);
    if (!object.name.endsWith("*"))
      return (await send("GET", kinds.path(object.kind, place, object.name))) as KubernetesObject | undefined;
    const list = (await send("GET", kinds.path(object.kind, place))) as { items: KubernetesObject[] };
    const found = list.items.filter(({ metadata }) => metadata.name.startsWith(object.name.slice(0, -1)));
    return found.sort((a, b) => bornAt(a).localeCompare(bornAt(b))).at(-1);
  };
  const pathOf = async (object: ObjectName) =>
    kinds.path(object.kind, placeOf(object), (await read(object))?.metadata.name ?? object.name);

  return {
    read,
    behave: () => {},
    image: () => {},
    webhook: () => {},
    load: () => {},
    node: () => Promise.reject(new Error("nodes are not touched")),
    writes: async () => proxy.writes().filter((write) => [namespace, ""].includes(write.namespace)),
    remove: async (object) => void (await send("DELETE", await pathOf(object))),
    async patch(object, change) {
      await send("PATCH", await pathOf(object), change, "application/merge-patch+json");
    },
    async apply(objects) {
      for (const given of objects as KubernetesObject[]) {
        const { kind, metadata } = given;
        const name: ObjectName = {
          kind,
          name: metadata.name,
          ...(metadata.namespace && { namespace: metadata.namespace }),
        };
        const next = annotated(given);
        const path = kinds.path(kind, placeOf(name));
        const current = await read(name);
        if (current === undefined) await send("POST", `${path}?${APPLIER}`, next);
        else {
          const before: unknown = JSON.parse(current.metadata.annotations?.[APPLIED] ?? "null");
          const patch = withRemovals(before, next) as object;
          const type = "application/strategic-merge-patch+json";
          await send("PATCH", `${path}/${metadata.name}?${APPLIER}`, patch, type);
        }
      }
    },
  };
}

const bornAt = ({ metadata }: KubernetesObject) => metadata.creationTimestamp ?? "";

function annotated(object: KubernetesObject): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [APPLIED]: `${JSON.stringify(object)}\n` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
