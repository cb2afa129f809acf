import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";

export interface Taint {
  key: string;
  value: string;
  effect: string;
}

/** A node as the scheduler sees it. */
export interface NodeView {
  name: string;
  labels: Record<string, string>;
  taints: Taint[];
  isCordoned: boolean;
  isReady: boolean;
  /** Conditions such as DiskPressure that are True. */
  pressures: string[];
  /** Thousandths by resource: 1000 is one CPU, one byte, one device. */
  allocatable: ReadonlyMap<string, number>;
  raw: KubernetesObject;
}

const specSchema = z.object({
  unschedulable: z.boolean().nullish().catch(undefined),
  taints: z
    .array(z.object({ key: z.string(), value: z.string().nullish(), effect: z.string().catch("") }))
    .nullish()
    .catch(undefined),
});
const statusSchema = z.object({
  allocatable: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  conditions: z
    .array(z.object({ type: z.string(), status: z.string() }))
    .nullish()
    .catch(undefined),
});

export function nodeView(raw: KubernetesObject): NodeView {
  const spec = specSchema.safeParse(raw.spec ?? {}).data ?? {};
  const status = statusSchema.safeParse(raw.status ?? {}).data ?? {};
  const conditions = status.conditions ?? [];
  return {
    name: raw.metadata.name,
    labels: raw.metadata.labels ?? {},
    taints: (spec.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? "", effect })),
    isCordoned: spec.unschedulable === true,
    isReady: !conditions.some(({ type, status }) => type === "Ready" && status !== "True"),
    pressures: conditions
      .filter(({ type, status }) => type.endsWith("Pressure") && status === "True")
      .map(({ type }) => type),
    allocatable: new Map(
      Object.entries(status.allocatable ?? {}).flatMap(([resource, quantity]) => {
        const milli = tryParseMilli(quantity);
        return milli === undefined ? [] : [[resource, milli] as const];
      }),
    ),
    raw,
  };
}

/** Taints that the control plane puts on a node in trouble, or that is being looked after. */
export function isNodeProblem(key: string): boolean {
  return key.startsWith("node.kubernetes.io/") || key.startsWith("node.cloudprovider.kubernetes.io/");
}

/** Nodes that are kept for the control plane refuse ordinary pods by design. */
export function isControlPlane(key: string): boolean {
  return key === "node-role.kubernetes.io/control-plane" || key === "node-role.kubernetes.io/master";
}
