import type { Action } from "../../domain/action.ts";
import { at, listOf, objectOf } from "../admission/json-value.ts";
import type { Made } from "./planned-job.ts";

const anything = () => true;
const is =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/** Addresses are given anew; the rest are defaults. */
const BY_SERVER: Made["byServer"] = {
  clusterIP: anything,
  clusterIPs: anything,
  healthCheckNodePort: anything,
  ipFamilies: anything,
  ipFamilyPolicy: is("SingleStack"),
  internalTrafficPolicy: is("Cluster"),
  externalTrafficPolicy: is("Cluster"),
  sessionAffinity: is("None"),
  type: is("ClusterIP"),
  allocateLoadBalancerNodePorts: is(true),
};

/** The Service as it was recorded, without its addresses. */
export function plannedService(action: Extract<Action, { type: "RecreateService" }>): Made {
  const { manifest } = action.parameters;
  const {
    clusterIP,
    clusterIPs: _all,
    healthCheckNodePort: _check,
    ...spec
  } = objectOf(at(manifest, "spec"));
  return {
    name: action.target.name,
    metadata: {
      labels: textsOf(at(manifest, "metadata", "labels")),
      annotations: textsOf(at(manifest, "metadata", "annotations")),
    },
    spec: { ...(clusterIP === "None" ? { clusterIP } : {}), ...spec },
    byServer: BY_SERVER,
    defaulted: [],
    asSent: (object) => withPortsOf(object, listOf(spec.ports)),
  };
}

/** A port's target and protocol are the server's where the record leaves them out, and so is its node's port. */
function withPortsOf(object: unknown, recorded: unknown[]): unknown {
  const ports = listOf(at(object, "spec", "ports")).map((port, index) => {
    const known = objectOf(recorded[index]);
    const isOwn = ([key, value]: [string, unknown]) =>
      Object.hasOwn(known, key) || !isDefaultOfPort(key, value, port);
    return Object.fromEntries(Object.entries(objectOf(port)).filter(isOwn));
  });
  return { ...objectOf(object), spec: { ...objectOf(at(object, "spec")), ports } };
}

function isDefaultOfPort(key: string, value: unknown, port: unknown): boolean {
  if (key === "protocol") return value === "TCP";
  if (key === "targetPort") return value === at(port, "port");
  return key === "nodePort";
}

function textsOf(map: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(objectOf(map)).filter(([, value]) => typeof value === "string"));
}
