import { describeRef } from "../../../domain/object-ref.ts";
import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../../kubernetes/kubernetes-object.ts";
import { backendsOf } from "../../../kubernetes/object-health.ts";
import type { Collector } from "../../collectors/collector.ts";
import { listObjects } from "../list-objects.ts";

const MOST_NAMED = 5;
const KINDS = [
  ["apps/v1", "Deployment"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "DaemonSet"],
  ["v1", "ConfigMap"],
  ["networking.k8s.io/v1", "Ingress"],
] as const;

/** Objects of the namespace that name the Service: in an Ingress, in what containers are started with, in configuration. */
export async function callersOf(collector: Collector, namespace: string, name: string): Promise<string[]> {
  const lists = await Promise.all(KINDS.map((type) => listObjects(collector, type, { namespace })));
  return lists
    .flat()
    .filter((object) => names(object, name))
    .map((object) => describeRef(refOf(object)))
    .slice(0, MOST_NAMED);
}

export function names(object: KubernetesObject, service: string): boolean {
  if (object.kind === "Ingress") return backendsOf(object).some((backend) => backend.name === service);
  const texts = object.kind === "ConfigMap" ? Object.values(recordOf(object.data)) : startedWith(object);
  const host = hostPattern(service);
  return texts.some((text) => typeof text === "string" && host.test(text.slice(0, 100_000)));
}

/** The name as a host: at the start, or behind a separator, and followed by a port, a path, a domain or the end. */
function hostPattern(service: string): RegExp {
  const escaped = service.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[/@=,;"'\\s])${escaped}(:\\d|\\.|/|$|["',;\\s])`, "m");
}

function startedWith(workload: KubernetesObject): unknown[] {
  const { containers, initContainers } = recordOf(recordOf(recordOf(workload.spec).template).spec);
  return [containers, initContainers].flat().flatMap((container) => {
    const { command, args, env } = recordOf(container);
    const values = Array.isArray(env) ? env.map((one) => recordOf(one).value) : [];
    return [command, args].flat().concat(values);
  });
}
