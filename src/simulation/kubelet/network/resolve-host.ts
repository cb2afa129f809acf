import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod, Service } from "../../store/objects.ts";
import { isIpAddress } from "./ip-block.ts";

/** What a name or an address stands for, as a pod of `namespace` sees it. */
export type Resolved =
  | { kind: "service"; service: Service }
  | { kind: "pod"; pod: Pod }
  | { kind: "outside"; ip: string | undefined }
  | { kind: "none" };

const NONE: Resolved = { kind: "none" };
const OUTSIDE: Resolved = { kind: "outside", ip: undefined };
/** A name that ends so is somebody else's, and is there; any other must be one of the cluster. */
const PUBLIC = /\.(com|net|org|io|dev|app|cloud|ai|co|edu|gov|info|eu|uk|de|fr|cn|jp|in)$/;

export function resolveHost(store: ObjectStore, namespace: string, host: string): Resolved {
  if (isIpAddress(host)) return byAddress(store, host);
  const bare = host.replace(/\.$/, "").toLowerCase();
  const base = bare.replace(/\.svc(\.cluster\.local)?$/, "");
  const labels = base.split(".");
  const isQualified = base !== bare;
  const found = ofCluster(store, namespace, labels, isQualified);
  if (found) return found.spec.type === "ExternalName" ? external(store, namespace, found) : asService(found);
  const pod = podOfService(store, namespace, labels);
  if (pod) return { kind: "pod", pod };
  return !isQualified && PUBLIC.test(bare) ? OUTSIDE : NONE;
}

const asService = (service: Service): Resolved => ({ kind: "service", service });
const serviceOf = (store: ObjectStore, namespace: string, name: string) =>
  store.get("services", namespace, name) as Service | undefined;

function ofCluster(
  store: ObjectStore,
  namespace: string,
  [name = "", of, ...rest]: string[],
  isQualified: boolean,
): Service | undefined {
  if (rest.length > 0) return undefined;
  if (of !== undefined) return serviceOf(store, of, name);
  return isQualified ? undefined : serviceOf(store, namespace, name);
}

const external = (store: ObjectStore, namespace: string, { spec }: Service): Resolved =>
  typeof spec.externalName === "string" ? resolveHost(store, namespace, spec.externalName) : NONE;

/** "db-0.db" and "db-0.db.shop": one pod of a headless Service. */
function podOfService(store: ObjectStore, namespace: string, labels: string[]): Pod | undefined {
  const [name = "", service = "", of = namespace, ...rest] = labels;
  if (rest.length > 0 || serviceOf(store, of, service)?.spec.clusterIP !== "None") return undefined;
  return store.get("pods", of, name) as Pod | undefined;
}

function byAddress(store: ObjectStore, ip: string): Resolved {
  const service = (store.list("services") as Service[]).find(({ spec }) => spec.clusterIP === ip);
  if (service) return asService(service);
  const pod = (store.list("pods") as Pod[]).find(({ status }) => status?.podIP === ip);
  return pod ? { kind: "pod", pod } : { kind: "outside", ip };
}
