import { z } from "zod";
import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

export interface ServicePort {
  name: string;
  port: number;
  /** A number, or the name of a port of the pods. */
  target: number | string;
  protocol: string;
}

/** What routing needs of a Service. */
export interface ServiceShape {
  namespace: string;
  name: string;
  uid: string;
  createdAt: string;
  /** ClusterIP, NodePort, LoadBalancer or ExternalName. */
  type: string;
  isHeadless: boolean;
  /** Empty: somebody else writes its endpoints, or it has none. */
  selector: Record<string, string>;
  ports: ServicePort[];
}

const portSchema = z.looseObject({
  name: z.string().nullish(),
  port: z.number(),
  targetPort: z.union([z.number(), z.string()]).nullish(),
  protocol: z.string().nullish(),
});
const specSchema = z.looseObject({
  type: z.string().nullish(),
  clusterIP: z.string().nullish(),
  selector: z.record(z.string(), z.string()).nullish(),
  ports: z.array(portSchema).nullish(),
});

export function serviceShapeOf(service: KubernetesObject): ServiceShape {
  const spec = specSchema.safeParse(recordOf(service.spec)).data ?? {};
  return {
    namespace: service.metadata.namespace ?? "",
    name: service.metadata.name,
    uid: service.metadata.uid ?? "",
    createdAt: service.metadata.creationTimestamp ?? "",
    type: spec.type ?? "ClusterIP",
    isHeadless: spec.clusterIP === "None",
    selector: spec.selector ?? {},
    ports: (spec.ports ?? []).map(({ name, port, targetPort, protocol }) => ({
      name: name ?? "",
      port,
      target: numberIfOne(targetPort) ?? port,
      protocol: protocol ?? "TCP",
    })),
  };
}

/** What its author applied last, where `kubectl apply` recorded that: a later change by hand shows against it. */
export function lastAppliedShape(service: KubernetesObject): ServiceShape | undefined {
  const text = service.metadata.annotations?.["kubectl.kubernetes.io/last-applied-configuration"];
  if (text === undefined) return undefined;
  try {
    return serviceShapeOf({ ...service, spec: recordOf(JSON.parse(text)).spec });
  } catch {
    return undefined;
  }
}

/** Whether pods with these labels are the Service's; a Service without a selector has none. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  const terms = Object.entries(selector);
  return terms.length > 0 && terms.every(([key, value]) => labels[key] === value);
}

export const selectorWords = (selector: Record<string, string>): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** "8080" as a target is the number; JSON of some tools writes it so. */
function numberIfOne(target: number | string | null | undefined): number | string | undefined {
  return typeof target === "string" && /^\d{1,5}$/.test(target) ? Number(target) : (target ?? undefined);
}
