import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod, Service } from "../../store/objects.ts";
import type { Random } from "../../store/random.ts";
import { isForDocumentation } from "./ip-block.ts";
import { isConnectionAllowed, type Party } from "./network-policy.ts";
import { resolveHost } from "./resolve-host.ts";
import { type Backend, serviceBackends } from "./service-backends.ts";

/** Why a call does not get an answer. */
export type Unreached = { why: "no-such-host" | "no-dns" } | { why: "refused" | "timeout"; address: string };

/** What connects pods. */
export interface Network {
  store: ObjectStore;
  random: Random;
  /** Whether a container of the pod listens there. */
  listens(pod: Pod, port: number): boolean;
}

const DNS: Party = {
  ...{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" }, ip: "10.96.0.10" },
  portNames: { dns: 53, "dns-tcp": 53 },
};

export function partyOf(pod: Pod): Party {
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  const named = ports.flatMap(({ name, containerPort }) => (name ? [[name, containerPort] as const] : []));
  return {
    namespace: pod.metadata.namespace ?? "",
    labels: pod.metadata.labels ?? {},
    ip: pod.status?.podIP ?? "",
    portNames: Object.fromEntries(named),
  };
}

/** What keeps a pod from an answer at `host:port`; undefined where it gets one. */
export function unreached(
  network: Network,
  caller: Pod,
  { host, port }: { host: string; port: number },
): Unreached | undefined {
  const { store } = network;
  const resolved = resolveHost(store, caller.metadata.namespace ?? "", host);
  const isName = !/^[0-9.]+$/.test(host);
  if (isName && !answersNames(network, caller)) return { why: "no-dns" };
  if (resolved.kind === "service" || resolved.kind === "pod") {
    // The node's own resolver knows no names of the cluster, but addresses lead there all the same.
    if (isName && !asksTheCluster(caller)) return { why: "no-such-host" };
  }
  switch (resolved.kind) {
    case "none":
      return { why: "no-such-host" };
    case "outside":
      return connect(network, caller, { ip: resolved.ip ?? "93.184.215.14", port, pod: undefined });
    case "pod":
      return connect(network, caller, { ip: resolved.pod.status?.podIP ?? "", port, pod: resolved.pod });
    case "service":
      return viaService(network, caller, resolved.service, port);
  }
}

function viaService(network: Network, caller: Pod, service: Service, port: number): Unreached | undefined {
  const { clusterIP = "", ports = [] } = service.spec;
  const backends = serviceBackends(network.store, service, port);
  // The name of a headless Service stands for its pods: without one it stands for nothing.
  if (clusterIP === "None" && backends.length === 0) return { why: "no-such-host" };
  const address = `${clusterIP}:${port}`;
  if (clusterIP !== "None" && !ports.some((item) => item.port === port)) return { why: "timeout", address };
  const chosen = backends[Math.floor(network.random.next() * backends.length)];
  if (!chosen) return { why: "refused", address };
  const failed = connect(network, caller, chosen);
  return failed && "address" in failed && clusterIP !== "None" ? { ...failed, address } : failed;
}

function connect(network: Network, caller: Pod, { ip, port, pod }: Backend): Unreached | undefined {
  const address = `${ip}:${port}`;
  const to: Party = pod ? partyOf(pod) : { namespace: undefined, labels: {}, ip, portNames: {} };
  const connection = { from: partyOf(caller), to, port, protocol: "TCP" as const };
  if (!isConnectionAllowed(network.store, connection)) return { why: "timeout", address };
  if (!pod) return isForDocumentation(ip) ? { why: "timeout", address } : undefined;
  return network.listens(pod, port) ? undefined : { why: "refused", address };
}

function asksTheCluster({ spec }: Pod): boolean {
  const { dnsPolicy, hostNetwork, dnsConfig } = spec as Pod["spec"] & {
    dnsConfig?: { nameservers?: string[] };
  };
  if (dnsPolicy === "Default" || dnsPolicy === "None")
    return dnsConfig?.nameservers?.includes(DNS.ip) ?? false;
  return dnsPolicy === "ClusterFirstWithHostNet" || hostNetwork !== true;
}

/** Whether the cluster's DNS can be asked and is there; where nobody deployed one, it is. */
function answersNames({ store }: Network, caller: Pod): boolean {
  const from = partyOf(caller);
  const isAllowed = (["UDP", "TCP"] as const).some((protocol) =>
    isConnectionAllowed(store, { from, to: DNS, port: 53, protocol }),
  );
  const dns = store.get("services", "kube-system", "kube-dns") as Service | undefined;
  return isAllowed && (!dns?.spec.selector || serviceBackends(store, dns, 53).length > 0);
}
