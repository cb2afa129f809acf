import { z } from "zod";
import { tryParseMilli } from "../../kubernetes/quantity.ts";

const expressionSchema = z.object({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullish(),
});
const termSchema = z.object({
  matchExpressions: z.array(expressionSchema).nullish(),
  matchFields: z.array(expressionSchema).nullish(),
});
const tolerationSchema = z.looseObject({
  key: z.string().nullish(),
  operator: z.string().nullish(),
  value: z.string().nullish(),
  effect: z.string().nullish(),
});
const constraintSchema = z.looseObject({
  topologyKey: z.string(),
  whenUnsatisfiable: z.string(),
  maxSkew: z.number().nullish(),
});
const quantities = z.record(z.string(), z.unknown()).nullish();
const containerSchema = z.object({
  name: z.string(),
  restartPolicy: z.string().nullish(),
  resources: z.object({ requests: quantities, limits: quantities }).nullish(),
  ports: z
    .array(z.looseObject({ hostPort: z.number().nullish(), containerPort: z.number().nullish() }))
    .nullish(),
});
const specSchema = z.object({
  nodeSelector: z.record(z.string(), z.string()).nullish(),
  nodeName: z.string().nullish(),
  tolerations: z.array(tolerationSchema).nullish(),
  topologySpreadConstraints: z.array(constraintSchema).nullish(),
  affinity: z
    .looseObject({
      nodeAffinity: z
        .looseObject({
          requiredDuringSchedulingIgnoredDuringExecution: z
            .object({ nodeSelectorTerms: z.array(termSchema) })
            .nullish(),
        })
        .nullish(),
      podAffinity: z
        .looseObject({ requiredDuringSchedulingIgnoredDuringExecution: z.array(z.json()).nullish() })
        .nullish(),
      podAntiAffinity: z
        .looseObject({ requiredDuringSchedulingIgnoredDuringExecution: z.array(z.json()).nullish() })
        .nullish(),
    })
    .nullish(),
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).nullish(),
  overhead: quantities,
});

export type Expression = z.infer<typeof expressionSchema>;
export type Term = z.infer<typeof termSchema>;
export type Toleration = z.infer<typeof tolerationSchema>;
/** What of a pod's specification decides where it may run. */
export type Placement = z.infer<typeof specSchema>;

export function placementOf(spec: unknown): Placement | undefined {
  return specSchema.safeParse(spec).data;
}

export const requiredTerms = (placement: Placement): Term[] =>
  placement.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];

/**
 * What the pod asks of a node, in thousandths. Init containers run before the others and one at a time, sidecars beside
 * them (KEP-753); where no request is written, the limit counts as one.
 */
export function requestsOf(placement: Placement): Map<string, number> {
  const all = new Map<string, number>();
  const add = (to: Map<string, number>, of: ReadonlyMap<string, number>) => {
    for (const [resource, milli] of of) to.set(resource, (to.get(resource) ?? 0) + milli);
  };
  for (const container of placement.containers) add(all, demandOf(container));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of placement.initContainers ?? []) {
    if (container.restartPolicy === "Always") {
      add(sidecars, demandOf(container));
      continue;
    }
    for (const [resource, milli] of demandOf(container)) {
      const beside = milli + (sidecars.get(resource) ?? 0);
      peak.set(resource, Math.max(peak.get(resource) ?? 0, beside));
    }
  }
  add(all, sidecars);
  for (const [resource, milli] of peak) all.set(resource, Math.max(all.get(resource) ?? 0, milli));
  add(all, milliOf(placement.overhead));
  return all;
}

function demandOf({ resources }: z.infer<typeof containerSchema>): Map<string, number> {
  return new Map([...milliOf(resources?.limits), ...milliOf(resources?.requests)]);
}

function milliOf(written: Record<string, unknown> | null | undefined): Map<string, number> {
  return new Map(
    Object.entries(written ?? {}).flatMap(([resource, quantity]) => {
      const milli = tryParseMilli(quantity);
      return milli === undefined ? [] : [[resource, milli] as const];
    }),
  );
}
