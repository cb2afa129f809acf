import type { ObjectHealth } from "../domain/workload-state.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { conditionOf } from "./condition-of.ts";
import { recordOf } from "./kubernetes-object.ts";
import { formatMemory, tryParseMemory } from "./quantity.ts";
import { healthOfService } from "./service-health.ts";

type ReadHealth = (
  reader: ClusterReader,
  object: KubernetesObject,
  signal: AbortSignal,
) => Promise<ObjectHealth>;

/** How an object without pods of its own stands, by its own measure; undefined for kinds that have none. */
export function healthOf(
  reader: ClusterReader,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<ObjectHealth> | undefined {
  const read = Object.hasOwn(KINDS, object.kind) ? KINDS[object.kind] : undefined;
  return read?.(reader, object, signal);
}

const KINDS: Record<string, ReadHealth> = {
  Service: healthOfService,
  Ingress: healthOfIngress,
  HorizontalPodAutoscaler: async (_reader, object) => healthOfAutoscaler(object),
  PodDisruptionBudget: async (_reader, object) => healthOfBudget(object),
  PersistentVolumeClaim: async (_reader, object) => healthOfClaim(object),
  Node: async (_reader, object) => healthOfNode(object),
};

/** Every Service that a rule names is there, with the port that it names. */
async function healthOfIngress(
  reader: ClusterReader,
  ingress: KubernetesObject,
  signal: AbortSignal,
): Promise<ObjectHealth> {
  const backends = backendsOf(ingress);
  const namespace = ingress.metadata.namespace ?? "";
  const found = await Promise.all(
    [...new Set(backends.map(({ name }) => name))].map((name) =>
      reader.get({ apiVersion: "v1", kind: "Service", namespace, name }, signal),
    ),
  );
  const missing = backends.filter(({ name, port }) => {
    const service = found.find((one) => one?.metadata.name === name);
    const { ports } = recordOf(service?.spec);
    const has = (one: unknown) => recordOf(one).port === port || recordOf(one).name === port;
    return service === undefined || !Array.isArray(ports) || !ports.some(has);
  });
  const lacks = missing.map(({ name, port }) => `${name}:${port}`).join(", ");
  return {
    isWell: missing.length === 0,
    measure: backends.length - missing.length,
    reason: missing.length === 0 ? "every backend is there" : `no Service and port for ${lacks}`,
  };
}

/** The Services that an Ingress sends to, each with the number or name of its port. */
export function backendsOf(ingress: KubernetesObject): { name: string; port: number | string }[] {
  const spec = recordOf(ingress.spec);
  const paths = (Array.isArray(spec.rules) ? spec.rules : []).flatMap((rule) => {
    const http = recordOf(recordOf(rule).http);
    return Array.isArray(http.paths) ? http.paths.map((path) => recordOf(path).backend) : [];
  });
  return [...paths, spec.defaultBackend].flatMap((backend) => {
    const service = recordOf(recordOf(backend).service);
    const port = recordOf(service.port);
    const named = typeof port.name === "string" && port.name !== "" ? port.name : port.number;
    return typeof service.name === "string" && (typeof named === "string" || typeof named === "number")
      ? [{ name: service.name, port: named }]
      : [];
  });
}

function healthOfAutoscaler(object: KubernetesObject): ObjectHealth {
  const active = conditionOf(object, "ScalingActive");
  const limited = conditionOf(object, "ScalingLimited");
  const { maxReplicas } = recordOf(object.spec);
  const { desiredReplicas } = recordOf(object.status);
  const isCapped =
    limited?.status === "True" &&
    typeof desiredReplicas === "number" &&
    typeof maxReplicas === "number" &&
    desiredReplicas >= maxReplicas;
  const isWell = active?.status === "True" && !isCapped;
  const why = active?.status === "True" ? "it is at its maximum" : (active?.message ?? "it is not active");
  return { isWell, measure: isWell ? 1 : 0, reason: isWell ? "it is active below its maximum" : why };
}

function healthOfBudget(object: KubernetesObject): ObjectHealth {
  const { disruptionsAllowed } = recordOf(object.status);
  const allowed = typeof disruptionsAllowed === "number" ? disruptionsAllowed : 0;
  return { isWell: allowed > 0, measure: allowed, reason: `${allowed} disruptions are allowed` };
}

function healthOfClaim(object: KubernetesObject): ObjectHealth {
  const status = recordOf(object.status);
  const has = tryParseMemory(recordOf(status.capacity).storage) ?? 0;
  const wanted = tryParseMemory(recordOf(recordOf(recordOf(object.spec).resources).requests).storage) ?? 0;
  const isWell = status.phase === "Bound" && has >= wanted;
  const reason = isWell
    ? `bound, ${formatMemory(has)}`
    : `${String(status.phase)}, ${formatMemory(has)} of ${formatMemory(wanted)}`;
  return { isWell, measure: has, reason };
}

function healthOfNode(object: KubernetesObject): ObjectHealth {
  const isReady = conditionOf(object, "Ready")?.status === "True";
  const isOpen = recordOf(object.spec).unschedulable !== true;
  const reason = `${isReady ? "ready" : "not ready"}, ${isOpen ? "takes" : "takes no"} pods`;
  return { isWell: isReady && isOpen, measure: isReady && isOpen ? 1 : 0, reason };
}
