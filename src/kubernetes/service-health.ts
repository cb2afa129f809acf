import { describeRef } from "../domain/object-ref.ts";
import type { ObjectHealth } from "../domain/workload-state.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { endpointStateOf } from "./endpoint-state.ts";
import { isOddTo } from "./odd-ports.ts";
import { type ServiceShape, selects, serviceShapeOf } from "./service-shape.ts";
import { type WorkloadShape, workloadShapeOf } from "./workload-shape.ts";

/** Ready endpoints, of which each port of the Service must have one: a named target port that no pod has gives none. */
export async function healthOfService(
  reader: ClusterReader,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<ObjectHealth> {
  const service = serviceShapeOf(object);
  const { items } = await reader.list(
    { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
    { namespace: service.namespace, labelSelector: `kubernetes.io/service-name=${service.name}` },
    signal,
  );
  const { ready, notReady, portsServed } = endpointStateOf(items);
  const missing = service.ports.map(({ name }) => name).filter((name) => !portsServed.includes(name));
  const isWell = ready > 0 && missing.length === 0;
  const lacks = missing.map((name) => (name === "" ? "its port" : `port ${name}`)).join(", ");
  const selected = ready + notReady === 0 || isWell ? await selectedBy(reader, service, signal) : [];
  const [only] = selected;
  // Then the Service is right, and the workload is missed.
  if (ready + notReady === 0 && only !== undefined && selected.every(({ replicas }) => replicas === 0))
    return {
      isWell: true,
      measure: 0,
      reason: `it sends to ${describeRef(only.ref)}, which has no replicas`,
    };
  return {
    isWell,
    measure: isWell ? ready : 0,
    reason: isWell ? `${ready} ready endpoints` : `no ready endpoint for ${lacks === "" ? "it" : lacks}`,
    ...(isWell && isOddTo(service, selected)
      ? { doubt: "none of its ports is one of those that its pods are known to have" }
      : {}),
  };
}

async function selectedBy(
  reader: ClusterReader,
  { namespace, selector }: ServiceShape,
  signal: AbortSignal,
): Promise<WorkloadShape[]> {
  const lists = await Promise.all(
    ["Deployment", "StatefulSet", "DaemonSet"].map((kind) =>
      reader.list({ apiVersion: "apps/v1", kind }, { namespace }, signal),
    ),
  );
  return lists
    .flatMap(({ items }) => items)
    .map(workloadShapeOf)
    .filter(({ labels }) => selects(selector, labels));
}
