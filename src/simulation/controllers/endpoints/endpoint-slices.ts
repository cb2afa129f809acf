import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { Pod, Service } from "../../store/objects.ts";
import { ownerReference } from "../controller.ts";
import { type EndpointPort, endpointConditions, groupByPorts } from "./endpoint-groups.ts";

const MOST_ENDPOINTS = 100;

/** What one slice says; its name is found or made by whoever writes it. */
export interface SliceContent {
  ports: EndpointPort[] | null;
  endpoints: object[] | null;
}

function endpointOf(pod: Pod, service: Service, zoneOf: (node: string) => string | undefined): object {
  const { name, namespace, uid } = pod.metadata;
  const zone = zoneOf(pod.spec.nodeName ?? "");
  const isNamed = pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name;
  return {
    addresses: [pod.status?.podIP],
    conditions: endpointConditions(pod, service),
    ...(isNamed && { hostname: pod.spec.hostname }),
    nodeName: pod.spec.nodeName,
    targetRef: { kind: "Pod", name, namespace, uid },
    ...(zone !== undefined && { zone }),
  };
}

/** A Service that selects no pod keeps one empty slice. */
export function sliceContents(
  service: Service,
  pods: readonly Pod[],
  zoneOf: (node: string) => string | undefined,
): SliceContent[] {
  const contents = groupByPorts(pods, service).flatMap((group) => {
    const ports = group.ports.length > 0 ? group.ports : null;
    const endpoints = group.pods.map((pod) => endpointOf(pod, service, zoneOf));
    return Array.from({ length: Math.ceil(endpoints.length / MOST_ENDPOINTS) }, (_, index) => ({
      ports,
      endpoints: endpoints.slice(index * MOST_ENDPOINTS, (index + 1) * MOST_ENDPOINTS),
    }));
  });
  return contents.length > 0 ? contents : [{ ports: null, endpoints: null }];
}

export const SERVICE_NAME = "kubernetes.io/service-name";
export const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

/** `changedAt`: when what it says changed last (RFC 3339). */
export function sliceObject(service: Service, content: SliceContent, changedAt: string): KubernetesObject {
  const { name, namespace = "", labels } = service.metadata;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      ...{ name: "", generateName: `${name}-`, namespace },
      annotations: { "endpoints.kubernetes.io/last-change-trigger-time": changedAt },
      labels: {
        ...labels,
        [MANAGED_BY]: "endpointslice-controller.k8s.io",
        [SERVICE_NAME]: name,
        ...(service.spec.clusterIP === "None" && { "service.kubernetes.io/headless": "" }),
      },
      ownerReferences: [ownerReference(service)],
    },
    addressType: "IPv4",
    ...content,
  };
}
