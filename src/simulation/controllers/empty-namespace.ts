import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import type { Condition } from "../store/objects.ts";
import { conditionOf, withCondition } from "../store/pod-state.ts";

const FIRST_AGAIN_MS = 1_000;
const AGAIN_MS = 5_000;

interface Left {
  resource: string;
  object: KubernetesObject;
}

interface Namespace extends KubernetesObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: string; conditions?: Condition[] };
}

const counted = (names: readonly string[], text: (name: string, count: number) => string): string => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => text(name, count))
    .join(", ");
};

/** "configmaps.", "deployments.apps": the resource and its group, as the namespace controller writes them. */
const withGroup = (resource: string) => (resource.includes(".") ? resource : `${resource}.`);

function conditionsOf(
  left: readonly Left[],
  discovery: string | undefined,
): Omit<Condition, "lastTransitionTime">[] {
  const make = (type: string, isTrue: boolean, reason: [string, string], message: [string, string]) => ({
    type,
    status: isTrue ? "True" : "False",
    reason: isTrue ? reason[0] : reason[1],
    message: isTrue ? message[0] : message[1],
  });
  const finalizers = left.flatMap(({ object }) => (object.metadata.finalizers ?? []) as string[]);
  const remaining = counted(
    left.map(({ resource }) => withGroup(resource)),
    (name, count) => `${name} has ${count} resource instances`,
  );
  const held = counted(finalizers, (name, count) => `${name} in ${count} resource instances`);
  return [
    make(
      "NamespaceDeletionDiscoveryFailure",
      discovery !== undefined,
      ["DiscoveryFailed", "ResourcesDiscovered"],
      [discovery ?? "", "All resources successfully discovered"],
    ),
    make(
      "NamespaceDeletionGroupVersionParsingFailure",
      false,
      ["GroupVersionParsingFailed", "ParsedGroupVersions"],
      ["", "All legacy kube types successfully parsed"],
    ),
    make(
      "NamespaceDeletionContentFailure",
      false,
      ["ContentDeletionFailed", "ContentDeleted"],
      ["", "All content successfully deleted, may be waiting on finalization"],
    ),
    make(
      "NamespaceContentRemaining",
      left.length > 0,
      ["SomeResourcesRemain", "ContentRemoved"],
      [`Some resources are remaining: ${remaining}`, "All content successfully removed"],
    ),
    make(
      "NamespaceFinalizersRemaining",
      finalizers.length > 0,
      ["SomeFinalizersRemain", "ContentHasNoFinalizers"],
      [
        `Some content in the namespace has finalizers remaining: ${held}`,
        "All content-preserving finalizers finished",
      ],
    ),
  ];
}

/** API groups of servers that do not answer: what is in them cannot be listed, so the namespace waits. */
function discoveryFailure(api: ApiMachinery): string | undefined {
  const groups = api.store
    .list("apiservices.apiregistration.k8s.io")
    .filter((one) => conditionOf(one.status as { conditions?: Condition[] }, "Available")?.status === "False")
    .map(({ spec }) => {
      const { group, version } = spec as { group: string; version: string };
      return `${group}/${version}`;
    });
  if (groups.length === 0) return undefined;
  const told = groups.map((name) => `${name}: stale GroupVersion discovery: ${name}`).join(", ");
  return `Discovery failed for some groups, ${groups.length} failing: unable to retrieve the complete list of server APIs: ${told}`;
}

/** Deletes what a namespace holds, tells what stays, and lets it go in the end. Source: pkg/controller/namespace/deletion. */
export function createNamespaceCleaner(api: ApiMachinery): (namespace: string) => void {
  const contents = (namespace: string): Left[] =>
    api.store
      .resources()
      .flatMap((resource) => api.store.list(resource, namespace).map((object) => ({ resource, object })));

  const clean = (name: string, isFirst: boolean) => {
    const namespace = api.store.get("namespaces", "", name) as Namespace | undefined;
    if (!namespace || namespace.metadata.deletionTimestamp === undefined) return;
    for (const { resource, object } of contents(name))
      if (!object.metadata.deletionTimestamp) api.remove(resource, name, object.metadata.name, {});
    const left = contents(name).filter(({ resource }) => resource !== "events");
    const discovery = discoveryFailure(api);
    const own = (namespace.metadata.finalizers ?? []) as string[];
    const others = (namespace.spec?.finalizers ?? []).filter((one) => one !== "kubernetes");
    if (left.length === 0 && discovery === undefined && own.length + others.length === 0) {
      for (const { resource, object } of contents(name))
        api.store.remove(resource, name, object.metadata.name);
      api.store.remove("namespaces", "", name);
      return;
    }
    if (!isFirst) tell(namespace, left, discovery);
    api.loop.after(`namespace/${name}`, isFirst ? FIRST_AGAIN_MS : AGAIN_MS, () => clean(name, false));
  };

  const tell = (namespace: Namespace, left: readonly Left[], discovery: string | undefined) => {
    let conditions = namespace.status?.conditions ?? [];
    for (const condition of conditionsOf(left, discovery))
      conditions = withCondition(conditions, { ...condition, lastTransitionTime: api.loop.timestamp() });
    const spec = { ...namespace.spec };
    if (left.length === 0 && discovery === undefined)
      spec.finalizers = (spec.finalizers ?? []).filter((one) => one !== "kubernetes");
    const next = { ...namespace, spec, status: { phase: "Terminating", conditions } };
    if (JSON.stringify(next) !== JSON.stringify(namespace)) api.store.put("namespaces", next);
  };

  return (name) => clean(name, true);
}
