import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../../api/api-machinery.ts";
import type { Service } from "../../store/objects.ts";
import { MANAGER, ownerReference } from "../controller.ts";
import { MANAGED_BY, SERVICE_NAME } from "./endpoint-slices.ts";

const SLICES = "endpointslices.discovery.k8s.io";
const MIRROR = "endpointslicemirroring-controller.k8s.io";

interface Subset {
  addresses?: { ip: string }[];
  notReadyAddresses?: { ip: string }[];
  ports?: { name?: string; port: number; protocol?: string }[];
}

const endpointsOf = ({ addresses = [], notReadyAddresses = [] }: Subset) =>
  [
    ...addresses.map(({ ip }) => ({ ip, ready: true })),
    ...notReadyAddresses.map(({ ip }) => ({ ip, ready: false })),
  ].map(({ ip, ready }) => ({ addresses: [ip], conditions: { ready } }));

/** Makes slices of the Endpoints that somebody keeps by hand for a Service without a selector. */
export function mirrorEndpoints(api: ApiMachinery): () => void {
  const reconcile = (namespace: string, name: string) => {
    const endpoints = api.store.get("endpoints", namespace, name) as
      | (KubernetesObject & { subsets?: Subset[] })
      | undefined;
    const service = api.store.get("services", namespace, name) as Service | undefined;
    const isOurs = service !== undefined && Object.keys(service.spec.selector ?? {}).length === 0;
    const present = api.store
      .list(SLICES, namespace)
      .filter(
        ({ metadata: { labels = {} } }) => labels[SERVICE_NAME] === name && labels[MANAGED_BY] === MIRROR,
      );
    for (const { metadata } of present) api.remove(SLICES, namespace, metadata.name, {});
    if (!endpoints || !isOurs) return;
    for (const subset of endpoints.subsets ?? [])
      api.create(
        SLICES,
        {
          apiVersion: "discovery.k8s.io/v1",
          kind: "EndpointSlice",
          metadata: {
            ...{ name: "", generateName: `${name}-`, namespace },
            labels: { [MANAGED_BY]: MIRROR, [SERVICE_NAME]: name },
            ownerReferences: [ownerReference(endpoints)],
          },
          addressType: "IPv4",
          endpoints: endpointsOf(subset),
          ports: (subset.ports ?? []).map((port) => ({ name: "", protocol: "TCP", ...port })),
        },
        MANAGER,
      );
  };
  return api.store.onChange(({ resource, object }) => {
    if (resource !== "endpoints" && resource !== "services") return;
    const { namespace = "", name } = object.metadata;
    api.loop.enqueue(`mirror/${namespace}/${name}`, () => reconcile(namespace, name));
  });
}
