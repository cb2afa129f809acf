import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import type { Pod, Service } from "../store/objects.ts";
import { isPodOver, isPodReady } from "../store/pod-state.ts";
import { selectorMatches } from "../store/selectors.ts";
import { MANAGER, ownerReference } from "./controller.ts";

const SLICES = "endpointslices.discovery.k8s.io";

/** Keeps Endpoints and EndpointSlices of Services that select pods. */
export function runEndpointsController(api: ApiMachinery): () => void {
  const put = (resource: string, object: KubernetesObject) => {
    const { namespace = "", name } = object.metadata;
    const current = api.store.get(resource, namespace, name);
    if (!current) api.create(resource, object, MANAGER);
    else api.update(resource, { ...current, ...object, metadata: { ...current.metadata } }, MANAGER);
  };

  const reconcile = (namespace: string, name: string) => {
    const service = api.store.get("services", namespace, name) as Service | undefined;
    if (!service?.spec.selector || Object.keys(service.spec.selector).length === 0) return;
    const { selector, ports = [] } = service.spec;
    const pods = (api.store.list("pods", namespace) as Pod[]).filter(
      (pod) =>
        selectorMatches({ matchLabels: selector }, pod.metadata.labels) &&
        pod.status?.podIP &&
        !isPodOver(pod),
    );
    const address = (pod: Pod) => ({
      ip: pod.status?.podIP,
      nodeName: pod.spec.nodeName,
      targetRef: { kind: "Pod", name: pod.metadata.name, namespace, uid: pod.metadata.uid },
    });
    const ready = pods.filter(isPodReady).map(address);
    const notReady = pods.filter((pod) => !isPodReady(pod)).map(address);
    const named = ports.map((port) => ({
      ...(port.name !== undefined && { name: port.name }),
      port: Number(port.targetPort) || port.port,
      protocol: port.protocol ?? "TCP",
    }));
    const subset = {
      ...(ready.length > 0 && { addresses: ready }),
      ...(notReady.length > 0 && { notReadyAddresses: notReady }),
      ports: named,
    };
    const metadata = { name, namespace };
    const subsets = pods.length > 0 ? { subsets: [subset] } : { subsets: [] };
    put("endpoints", { apiVersion: "v1", kind: "Endpoints", metadata, ...subsets });
    put(SLICES, {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        name: `${name}-slice`,
        namespace,
        labels: {
          "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
          "kubernetes.io/service-name": name,
        },
        ownerReferences: [ownerReference(service)],
      },
      addressType: "IPv4",
      endpoints: pods.map((pod) => ({
        addresses: [pod.status?.podIP],
        conditions: { ready: isPodReady(pod), serving: isPodReady(pod), terminating: false },
        nodeName: pod.spec.nodeName,
        targetRef: address(pod).targetRef,
      })),
      ports: named,
    });
  };

  return api.store.onChange(({ type, resource, object }) => {
    const { namespace = "", name } = object.metadata;
    const request = (service: string) =>
      api.loop.enqueue(`endpoints/${namespace}/${service}`, () => reconcile(namespace, service));
    if (resource === "services") {
      if (type === "DELETED" && api.store.get("endpoints", namespace, name))
        api.remove("endpoints", namespace, name, {});
      else request(name);
    }
    if (resource !== "pods") return;
    for (const service of api.store.list("services", namespace)) request(service.metadata.name);
  });
}
