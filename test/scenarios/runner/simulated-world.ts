import type { Clock } from "../../../src/core/clock.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { RequestRecord } from "../../../src/simulation/api/request-log.ts";
import type { SimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import type { ObjectName } from "../scenario.ts";
import type { Kinds } from "./kinds.ts";
import { nodeIn } from "./node-state.ts";
import type { World, Write } from "./world.ts";

const SERVICE = "kube-autofix";
const WRITES = ["create", "update", "patch", "delete", "deletecollection"];
/** What every program may write: its words about an object, and questions about its own rights. */
const NO_CHANGE = /^(events|selfsubject|subjectaccess|tokenreviews)/;

export function createSimulatedWorld(options: {
  cluster: SimulatedCluster;
  url: string;
  clock: Clock;
  kinds: Kinds;
  namespace: string;
}): World {
  const { cluster, kinds, namespace, clock } = options;
  const placeOf = ({ kind, namespace: own }: ObjectName) =>
    kinds.isNamespaced(kind) ? (own ?? namespace) : "";

  const named = (object: ObjectName): KubernetesObject | undefined => {
    const [resource, place] = [kinds.resourceOf(object.kind), placeOf(object)];
    if (!object.name.endsWith("*")) return cluster.store.get(resource, place, object.name);
    const start = object.name.slice(0, -1);
    const found = cluster.store
      .list(resource, place)
      .filter(({ metadata }) => metadata.name.startsWith(start));
    return found.sort((a, b) => bornAt(a).localeCompare(bornAt(b))).at(-1);
  };

  const send = async (method: string, object: ObjectName, part: string, body?: object) => {
    const name = named(object)?.metadata.name ?? object.name;
    const path = `${kinds.path(object.kind, placeOf(object), name)}${part}`;
    const response = await fetch(`${options.url}${path}`, {
      method,
      headers: { "content-type": "application/merge-patch+json", "user-agent": "scenarios" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
  };

  return {
    async apply(objects) {
      await cluster.apply(
        (objects as KubernetesObject[]).map((one) =>
          kinds.isNamespaced(one.kind) ? placed(one, namespace) : one,
        ),
      );
    },
    remove: (object) => send("DELETE", object, ""),
    async patch(object, change) {
      const { status, ...rest } = change as { status?: object };
      if (Object.keys(rest).length > 0) await send("PATCH", object, "", rest);
      if (status !== undefined) await send("PATCH", object, "/status", { status });
    },
    read: async (object) => named(object),
    behave: (rule) => cluster.behave(rule),
    image: (rule) => cluster.image(rule),
    webhook: (rule) => cluster.webhook(rule),
    load: (rule) => cluster.load(rule),
    async node(name, becomes) {
      const node = cluster.store.get("nodes", "", name);
      if (node === undefined) throw new Error(`there is no node ${name}`);
      cluster.store.put("nodes", nodeIn(node, becomes, clock.now().toISOString()));
    },
    writes: async () =>
      cluster
        .requests()
        .filter((one) => isWrite(one) && [namespace, ""].includes(one.namespace ?? ""))
        .map((one): Write => writeOf(one, kinds)),
  };
}

const bornAt = ({ metadata }: KubernetesObject) => metadata.creationTimestamp ?? "";

const placed = (object: KubernetesObject, namespace: string): KubernetesObject =>
  object.metadata.namespace === undefined
    ? { ...object, metadata: { ...object.metadata, namespace } }
    : object;

function isWrite(record: RequestRecord): boolean {
  const { dryRun } = (record.body ?? {}) as { dryRun?: unknown[] };
  const isDry = record.dryRun || (Array.isArray(dryRun) && dryRun.length > 0);
  return (
    record.userAgent.startsWith(SERVICE) &&
    WRITES.includes(record.verb) &&
    !isDry &&
    record.code < 400 &&
    !NO_CHANGE.test(record.resource)
  );
}

function writeOf(record: RequestRecord, kinds: Kinds): Write {
  const created = (record.body as { metadata?: { name?: string } } | undefined)?.metadata?.name;
  return {
    verb: record.verb,
    kind: kinds.ofResource(record.resource),
    namespace: record.namespace ?? "",
    name: record.name ?? created ?? "",
    subresource: record.subresource ?? "",
  };
}
