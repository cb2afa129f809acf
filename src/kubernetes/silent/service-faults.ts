import { describeRef } from "../../domain/object-ref.ts";
import type { EndpointState } from "../endpoint-state.ts";
import { isOddTo } from "../odd-ports.ts";
import { restsOnPurpose } from "../rests-on-purpose.ts";
import { type ServicePort, selectorWords, selects } from "../service-shape.ts";
import { byNamespace, type Fault, type FindFaults, GRACE } from "./fault.ts";
import type { AutoscalerKept, ServiceKept, WorkloadKept } from "./kept.ts";

interface Around {
  state: EndpointState;
  /** Workloads of its namespace. */
  workloads: WorkloadKept[];
  matched: WorkloadKept[];
  services: ServiceKept[];
  autoscalers: AutoscalerKept[];
  isNeverWell: boolean;
}

/** Services that send to nothing, or to a port that nobody serves. */
export const serviceFaults: FindFaults = (world, { wasWell }) => {
  const needed = ["Service", "EndpointSlice", "Deployment", "StatefulSet", "DaemonSet", "BarePod"] as const;
  if (!needed.every((kind) => world.isKnown(kind))) return [];
  const workloads = byNamespace(
    (["Deployment", "StatefulSet", "DaemonSet", "BarePod"] as const).flatMap((kind) => [...world.all(kind)]),
  );
  const slices = Map.groupBy(world.all("EndpointSlice"), ({ ref, service }) => `${ref.namespace}/${service}`);
  const services = byNamespace(world.all("Service"));
  const autoscalers = byNamespace(world.all("HorizontalPodAutoscaler"));
  return [...services.values()].flat().flatMap((service) => {
    const { namespace, name, uid } = service.ref;
    const { selector, type } = service.shape;
    if (Object.keys(selector).length === 0 || type === "ExternalName") return [];
    const states = (slices.get(`${namespace}/${name}`) ?? []).map(({ state }) => state);
    const state = sum(states);
    if (state.ready > 0) wasWell.add(uid);
    const all = workloads.get(namespace) ?? [];
    return faultsOf(service, {
      state,
      workloads: all,
      matched: all.filter(({ shape }) => selects(selector, shape.labels)),
      services: services.get(namespace) ?? [],
      autoscalers: autoscalers.get(namespace) ?? [],
      isNeverWell: state.isUntouched && !wasWell.has(uid),
    });
  });
};

function sum(states: readonly EndpointState[]): EndpointState {
  return {
    ready: states.reduce((total, { ready }) => total + ready, 0),
    notReady: states.reduce((total, { notReady }) => total + notReady, 0),
    portsServed: states.flatMap(({ portsServed }) => portsServed),
    isUntouched: states.every(({ isUntouched }) => isUntouched),
  };
}

function faultsOf(service: ServiceKept, around: Around): Fault[] {
  const { state, matched } = around;
  if (state.ready > 0) return portFaults(service, around);
  if (state.notReady > 0) return notReady(service, around);
  const awake = matched.filter(({ shape }) => shape.replicas > 0);
  if (awake.length > 0) return notReady(service, { ...around, matched: awake });
  return matched.length > 0 ? idle(service, around) : unmatched(service, around);
}

function portFaults({ ref, shape }: ServiceKept, { state, matched }: Around): Fault[] {
  if (shape.isHeadless || shape.ports.length === 0) return [];
  const name = ({ name: own, port }: ServicePort) => (own === "" ? String(port) : own);
  const unserved = shape.ports.filter((port) => !state.portsServed.includes(port.name));
  const isOdd = isOddTo(
    shape,
    matched.map((one) => one.shape),
  );
  if (unserved.length === 0 && !isOdd) return [];
  const detail =
    unserved.length > 0
      ? `no endpoint serves port ${unserved.map(name).join(", ")}`
      : `none of its ports (${shape.ports.map(({ target }) => target).join(", ")}) is one of its pods'`;
  return [
    { object: ref, symptom: "service-without-endpoints", variant: "port", graceSeconds: GRACE.usual, detail },
  ];
}

/** Its pods are there or should be: their workload is what is ill. */
function notReady({ ref }: ServiceKept, { state, matched, isNeverWell }: Around): Fault[] {
  const [only, ...others] = matched;
  const isRolling = matched.some((one) => one.isRolling);
  const graceSeconds = isRolling ? GRACE.rolling : isNeverWell ? GRACE.neverWell : GRACE.usual;
  const detail = `${describeRef(ref)} has no ready endpoint; ${state.notReady} are not ready`;
  return only !== undefined && others.length === 0
    ? [{ object: only.ref, symptom: "not-ready", graceSeconds, detail }]
    : [{ object: ref, symptom: "service-without-endpoints", graceSeconds, detail }];
}

/** What never had a replica, or is woken by another program, rests by design. */
function idle({ ref }: ServiceKept, { matched, autoscalers, isNeverWell }: Around): Fault[] {
  if (isNeverWell) return [];
  return matched
    .filter((one) => one.ref.kind !== "DaemonSet" && one.purpose === undefined && !isWoken(one, autoscalers))
    .map((one) => ({
      object: one.ref,
      symptom: "scaled-to-zero" as const,
      graceSeconds: GRACE.usual,
      detail: `it has no replicas, while ${describeRef(ref)} sends to it`,
    }));
}

function isWoken(workload: WorkloadKept, autoscalers: readonly AutoscalerKept[]): boolean {
  const { kind, name } = workload.ref;
  const own = autoscalers.filter(({ target }) => target.kind === kind && target.name === name);
  return restsOnPurpose({ metadata: { name } }, own) !== undefined;
}

function unmatched(service: ServiceKept, { workloads, services, isNeverWell }: Around): Fault[] {
  const { ref, shape } = service;
  const fault: Fault = {
    object: ref,
    symptom: "service-without-endpoints",
    graceSeconds: GRACE.usual,
    detail: `it selects ${selectorWords(shape.selector)}, which no pod has`,
  };
  if (!isNeverWell) return [fault];
  // It never sent to anything: only where a workload stands there that may be what it was made for.
  const isFree = ({ shape: { labels, replicas } }: WorkloadKept) =>
    replicas > 0 && !services.some((one) => selects(one.shape.selector, labels));
  const isNear = (one: WorkloadKept) =>
    one.ref.name === ref.name ||
    Object.entries(shape.selector).some(
      ([key, value]) => key in one.shape.labels || Object.values(one.shape.labels).includes(value),
    );
  return workloads.some((one) => isFree(one) && isNear(one))
    ? [{ ...fault, graceSeconds: GRACE.neverWell }]
    : [];
}
