import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod, Service } from "../../store/objects.ts";

interface EndpointSlice extends KubernetesObject {
  endpoints?:
    | {
        addresses?: string[];
        conditions?: { ready?: boolean };
        targetRef?: { kind?: string; uid?: string };
      }[]
    | null;
  ports?: { name?: string; port?: number }[] | null;
}

/** Where a connection to a Service may end. */
export interface Backend {
  ip: string;
  port: number;
  /** Undefined: an address that is no pod's. */
  pod: Pod | undefined;
}

const SLICES = "endpointslices.discovery.k8s.io";

/** The ready endpoints behind one port of a Service, as kube-proxy has them; a headless one maps no ports. */
export function serviceBackends(store: ObjectStore, service: Service, port: number): Backend[] {
  const { namespace = "", name } = service.metadata;
  const isHeadless = service.spec.clusterIP === "None";
  const portName = service.spec.ports?.find((item) => item.port === port)?.name ?? "";
  const slices = (store.list(SLICES, namespace) as EndpointSlice[]).filter(
    ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name,
  );
  return slices.flatMap(({ endpoints, ports }) => {
    const named = ports?.find((item) => (item.name ?? "") === portName);
    if (!isHeadless && !named) return [];
    return (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses = [], targetRef }) => {
        const [ip] = addresses;
        const pod = store.byUid(targetRef?.uid ?? "")?.object as Pod | undefined;
        return ip === undefined ? [] : [{ ip, pod, port: isHeadless ? port : (named?.port ?? port) }];
      });
  });
}
