import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { selects } from "./selects.ts";

export interface ServicePortView {
  port: number;
  targetPort: number | string;
  protocol: "TCP" | "UDP" | "SCTP";
}

const CHANGED_AT = "endpoints.kubernetes.io/last-change-trigger-time";

/** A Service with what stands behind it. */
export interface ServiceView {
  raw: KubernetesObject;
  namespace: string;
  name: string;
  type: string;
  clusterIPs: string[];
  selector: Record<string, string>;
  ports: ServicePortView[];
  readyEndpoints: number;
  /** Ready or not. */
  endpoints: number;
  /** When its endpoints changed last, as their controller notes it (RFC 3339); "" where it does not say. */
  changedAt: string;
  /** Workloads whose pods the selector matches. */
  workloads: KubernetesObject[];
}

/** What a namespace holds of what is needed to judge a call to it. */
export interface NamespaceObjects {
  services: readonly KubernetesObject[];
  endpointSlices: readonly KubernetesObject[];
  workloads: readonly KubernetesObject[];
}

export function serviceViews({ services, endpointSlices, workloads }: NamespaceObjects): ServiceView[] {
  return services.map((raw) => {
    const spec = recordOf(raw.spec);
    const selector = recordOf(spec.selector) as Record<string, string>;
    const own = endpointSlices.filter(
      ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === raw.metadata.name,
    );
    const endpoints = own.flatMap((slice) => listOf(slice.endpoints).map(recordOf));
    return {
      raw,
      namespace: raw.metadata.namespace ?? "",
      name: raw.metadata.name,
      type: typeof spec.type === "string" ? spec.type : "ClusterIP",
      clusterIPs: [spec.clusterIP, ...listOf(spec.clusterIPs)].filter(
        (ip): ip is string => typeof ip === "string",
      ),
      selector,
      ports: listOf(spec.ports).map(recordOf).flatMap(portOf),
      // Not said counts as ready: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions
      readyEndpoints: endpoints.filter(({ conditions }) => recordOf(conditions).ready !== false).length,
      endpoints: endpoints.length,
      changedAt:
        own
          .map(({ metadata }) => metadata.annotations?.[CHANGED_AT] ?? "")
          .toSorted()
          .at(-1) ?? "",
      workloads:
        Object.keys(selector).length === 0
          ? []
          : workloads.filter((one) => selects({ matchLabels: selector }, podLabels(one))),
    };
  });
}

function portOf({ port, targetPort, protocol }: Record<string, unknown>): ServicePortView[] {
  if (typeof port !== "number") return [];
  const target = typeof targetPort === "number" || typeof targetPort === "string" ? targetPort : port;
  return [
    { port, targetPort: target, protocol: protocol === "UDP" || protocol === "SCTP" ? protocol : "TCP" },
  ];
}

/** The labels that the workload's pods get. */
export function podLabels(workload: KubernetesObject): Record<string, string> {
  const { template } = recordOf(workload.spec);
  return recordOf(recordOf(recordOf(template).metadata).labels) as Record<string, string>;
}

/** The ports that the workload's containers declare, by name; those without one under their number. */
export function podPorts(workload: KubernetesObject): Map<string, number> {
  const { template } = recordOf(workload.spec);
  const containers = listOf(recordOf(recordOf(template).spec).containers).map(recordOf);
  return new Map(
    containers.flatMap(({ ports }) =>
      listOf(ports)
        .map(recordOf)
        .flatMap(({ name, containerPort }) =>
          typeof containerPort === "number"
            ? [[typeof name === "string" ? name : String(containerPort), containerPort] as const]
            : [],
        ),
    ),
  );
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
