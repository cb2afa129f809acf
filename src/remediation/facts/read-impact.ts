import { OperationError } from "../../core/errors.ts";
import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { backendsOf, healthOf } from "../../kubernetes/object-health.ts";
import { podStateOf } from "../../kubernetes/pod-state.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import { podTemplateOf } from "../actions/pod-template.ts";

/** At most so many objects are looked through, and so many lines are shown. */
const MOST_READ = 500;
const MOST_LINES = 6;

/** Who feels it: replicas, the Services and Ingresses in front, the pods on a node. Says what could not be read. */
export async function readImpact(
  reader: ClusterReader,
  object: ObjectRef,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const lines =
      object.kind === "Node" ? await ofNode(reader, object, signal) : await ofOther(reader, object, signal);
    return lines.length <= MOST_LINES
      ? lines
      : [...lines.slice(0, MOST_LINES), `${lines.length - MOST_LINES} more`];
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return [`who is affected could not be read: ${error.message}`];
  }
}

async function ofNode(reader: ClusterReader, node: ObjectRef, signal: AbortSignal): Promise<string[]> {
  const { items } = await reader.list(
    { apiVersion: "v1", kind: "Pod" },
    { fieldSelector: `spec.nodeName=${node.name}`, limit: MOST_READ },
    signal,
  );
  const states = items.map(podStateOf);
  const unready = states.filter(({ isReady, phase }) => !isReady && phase !== "Succeeded").length;
  const namespaces = new Set(items.map(({ metadata }) => metadata.namespace ?? ""));
  return [
    `${items.length} pods of ${namespaces.size} namespaces are on the node, ${unready} of them not ready`,
  ];
}

async function ofOther(reader: ClusterReader, ref: ObjectRef, signal: AbortSignal): Promise<string[]> {
  if (ref.namespace === "") return [];
  const object = await reader.get(ref, signal);
  const services = await servicesFor(reader, { ref, object }, signal);
  const own = object === undefined ? [] : await ofItself(reader, object, signal);
  const others = services.filter(({ metadata }) => ref.kind !== "Service" || metadata.name !== ref.name);
  const lines = await Promise.all(
    others.slice(0, MOST_LINES).map(async (service) => {
      const health = await healthOf(reader, service, signal);
      return `${describeRef(refOf(service))}: ${health?.reason ?? "its health is not known"}`;
    }),
  );
  const names = new Set([
    ...services.map(({ metadata }) => metadata.name),
    ...(ref.kind === "Service" ? [ref.name] : []),
  ]);
  return [...own, ...lines, ...(await ingressesTo(reader, ref.namespace, names, signal))];
}

async function ofItself(
  reader: ClusterReader,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<string[]> {
  const state = await readWorkloadState(reader, refOf(object), signal);
  if (state === undefined) return [];
  if (state.health !== null) return [`${describeRef(refOf(object))}: ${state.health.reason}`];
  if (object.kind === "CronJob" || object.kind === "Job") {
    const failed = state.jobs.filter(({ outcome }) => outcome === "failed").length;
    return [`${failed} of ${state.jobs.length} Jobs failed`];
  }
  return [`${state.readyReplicas} of ${state.desiredReplicas} replicas are ready`];
}

/** Services whose selector takes the workload's pods. */
async function servicesFor(
  reader: ClusterReader,
  { ref, object }: { ref: ObjectRef; object: KubernetesObject | undefined },
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const template = object === undefined ? undefined : podTemplateOf(object);
  const labels = recordOf(recordOf(recordOf(template).metadata).labels);
  if (Object.keys(labels).length === 0) return [];
  const { items } = await reader.list(
    { apiVersion: "v1", kind: "Service" },
    { namespace: ref.namespace, limit: MOST_READ },
    signal,
  );
  return items.filter(({ spec }) => {
    const selector = Object.entries(recordOf(recordOf(spec).selector));
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
}

async function ingressesTo(
  reader: ClusterReader,
  namespace: string,
  services: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string[]> {
  if (services.size === 0) return [];
  const apiVersion = "networking.k8s.io/v1";
  if (!(await reader.serves(apiVersion, "ingresses", signal))) return [];
  const { items } = await reader.list(
    { apiVersion, kind: "Ingress" },
    { namespace, limit: MOST_READ },
    signal,
  );
  return items
    .filter((ingress) => backendsOf(ingress).some(({ name }) => services.has(name)))
    .map((ingress) => {
      const rules = recordOf(ingress.spec).rules;
      const hosts = (Array.isArray(rules) ? rules : []).flatMap((rule) => recordOf(rule).host ?? []);
      return `${describeRef(refOf(ingress))}${hosts.length === 0 ? "" : ` (${hosts.join(", ")})`} sends to it`;
    });
}
