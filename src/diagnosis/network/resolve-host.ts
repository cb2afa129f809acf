import type { Facts } from "../facts.ts";
import { isAddress, type RemoteHost } from "../logs/hosts-in.ts";
import { NOTHING_AROUND } from "../surroundings.ts";
import { type ServiceView, serviceViews } from "./service-view.ts";

/** Whom a host name or address means, seen from the workload's namespace. */
export type Resolved =
  | { kind: "service"; service: ServiceView }
  /** A name of this cluster that no Service has. */
  | { kind: "missing"; namespace: string; name: string }
  /** Outside of the cluster, or an address that nothing here has. */
  | { kind: "outside"; host: string }
  /** In a namespace that was not read. */
  | { kind: "unread"; namespace: string; name: string };

/** Every Service that was read, of the own namespace and of those that it calls. */
export function knownServices(facts: Pick<Facts, "around" | "beyond">): ServiceView[] {
  return [facts.around, ...facts.beyond].flatMap(serviceViews);
}

export function resolveHost(
  facts: Pick<Facts, "around" | "beyond" | "object" | "gaps">,
  { host }: RemoteHost,
): Resolved {
  const services = knownServices(facts);
  if (isAddress(host)) return ofAddress(facts, services, host);
  const { name, namespace, isSure } = partsOf(host, facts.object.namespace);
  const isOwn = namespace === facts.object.namespace;
  const read = facts.beyond.find((one) => one.name === namespace);
  const service = services.find((one) => one.namespace === namespace && one.name === name);
  if (service !== undefined) return { kind: "service", service };
  if (isOwn) return { kind: isOwnRead(facts) ? "missing" : "unread", namespace, name };
  if (read?.presence === "there") return { kind: "missing", namespace, name };
  // "store.prod" may be a Service of namespace prod or somebody on the internet: only "svc" makes it ours for certain.
  if (!isSure) return { kind: "outside", host };
  return read?.presence !== "missing"
    ? { kind: "unread", namespace, name }
    : { kind: "missing", namespace, name };
}

const isOwnRead = ({ around, gaps, object }: Pick<Facts, "around" | "gaps" | "object">) =>
  around !== NOTHING_AROUND && !gaps.some(({ what }) => what === `Services of ${object.namespace}`);

/** "name", "name.namespace", "name.namespace.svc[.domain]", and a pod's own "pod.name.namespace.svc[.domain]". */
export function partsOf(host: string, own: string): { name: string; namespace: string; isSure: boolean } {
  const parts = host.replace(/\.$/, "").split(".");
  const at = parts.indexOf("svc");
  if (at >= 2) return { name: parts[at - 2] ?? "", namespace: parts[at - 1] ?? "", isSure: true };
  if (parts.length === 1) return { name: parts[0] ?? "", namespace: own, isSure: true };
  if (parts.length === 2) return { name: parts[0] ?? "", namespace: parts[1] ?? "", isSure: false };
  return { name: host, namespace: "", isSure: false };
}

function ofAddress(
  { around, beyond }: Pick<Facts, "around" | "beyond">,
  services: readonly ServiceView[],
  address: string,
): Resolved {
  const own = services.find(({ clusterIPs }) => clusterIPs.includes(address));
  if (own !== undefined) return { kind: "service", service: own };
  const slices = [around, ...beyond].flatMap(({ endpointSlices }) => endpointSlices);
  const slice = slices.find(({ endpoints }) => JSON.stringify(endpoints ?? null).includes(`"${address}"`));
  const name = slice?.metadata.labels?.["kubernetes.io/service-name"];
  const behind = services.find(
    (one) => one.name === name && one.namespace === (slice?.metadata.namespace ?? ""),
  );
  return behind === undefined ? { kind: "outside", host: address } : { kind: "service", service: behind };
}
