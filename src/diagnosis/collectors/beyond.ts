import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { LogFact } from "../facts.ts";
import { failedCalls } from "../logs/failed-calls.ts";
import type { RemoteHost } from "../logs/hosts-in.ts";
import { isAddress } from "../logs/hosts-in.ts";
import { partsOf } from "../network/resolve-host.ts";
import { type Collector, tolerant } from "./collector.ts";

/** Another namespace that the workload calls, with what decides whether a call there is answered. */
export interface NamespaceBeyond {
  name: string;
  /** `unread`: it, or what is in it, may not be read. */
  presence: "there" | "missing" | "unread";
  namespace: KubernetesObject | undefined;
  services: KubernetesObject[];
  endpointSlices: KubernetesObject[];
  networkPolicies: KubernetesObject[];
  workloads: KubernetesObject[];
}

const MAX_NAMESPACES = 3;
const MOST = 500;
/** Where the cluster's name servers run. */
export const DNS_NAMESPACE = "kube-system";

/** The namespaces of the hosts that a log or a setting names, at most three; the name servers' where names do not resolve. */
export function collectBeyond(
  collector: Collector,
  own: string,
  from: { logs: readonly LogFact[]; hosts: readonly RemoteHost[] },
): Promise<NamespaceBeyond[]> {
  const calls = failedCalls({ logs: [...from.logs] });
  const isUnresolved = calls.some(({ problem }) => problem === "name" || problem === "resolver");
  const hosts = [...calls.flatMap(({ to }) => to ?? []), ...(calls.length > 0 ? from.hosts : [])];
  const names = hosts
    .filter(({ host }) => !isAddress(host))
    .map(({ host }) => partsOf(host, own))
    .filter(({ namespace }) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace))
    .toSorted((a, b) => Number(b.isSure) - Number(a.isSure))
    .map(({ namespace }) => namespace);
  const wanted = [...(isUnresolved ? [DNS_NAMESPACE] : []), ...names].filter((name) => name !== own);
  return Promise.all([...new Set(wanted)].slice(0, MAX_NAMESPACES).map((name) => read(collector, name)));
}

async function read(collector: Collector, name: string): Promise<NamespaceBeyond> {
  const { reader, signal } = collector;
  const nothing = { services: [], endpointSlices: [], networkPolicies: [], workloads: [] };
  const unread = { name, presence: "unread", namespace: undefined, ...nothing } as const;
  const found = await tolerant<KubernetesObject | undefined | "unread">(collector, `namespace ${name}`, {
    run: () => reader.get({ apiVersion: "v1", kind: "Namespace", namespace: "", name }, signal),
    fallback: "unread",
  });
  if (found === "unread") return unread;
  if (found === undefined) return { ...unread, presence: "missing" };
  const list = (apiVersion: string, kind: string) =>
    tolerant<KubernetesObject[] | undefined>(collector, `${kind}s of ${name}`, {
      run: async () =>
        (await reader.list({ apiVersion, kind }, { namespace: name, limit: MOST }, signal)).items,
      fallback: undefined,
    });
  const [services, endpointSlices, networkPolicies, ...workloads] = await Promise.all([
    list("v1", "Service"),
    list("discovery.k8s.io/v1", "EndpointSlice"),
    list("networking.k8s.io/v1", "NetworkPolicy"),
    list("apps/v1", "Deployment"),
    list("apps/v1", "StatefulSet"),
    list("apps/v1", "DaemonSet"),
  ]);
  if (services === undefined || endpointSlices === undefined) return unread;
  return {
    name,
    presence: "there",
    namespace: found,
    services,
    endpointSlices,
    networkPolicies: networkPolicies ?? [],
    workloads: workloads.flatMap((one) => one ?? []),
  };
}
