import { z } from "zod";
import { tryParseMemory } from "../../src/kubernetes/quantity.ts";

const endSchema = z.looseObject({ terminated: z.looseObject({ reason: z.string().optional() }).optional() });
const containerSchema = z.looseObject({
  resources: z.looseObject({ limits: z.record(z.string(), z.unknown()) }),
});
const containersSchema = z.tuple([containerSchema], containerSchema);
const podSchema = z.looseObject({
  metadata: z.looseObject({ uid: z.string(), name: z.string() }),
  spec: z.looseObject({
    nodeName: z.string().optional(),
    containers: containersSchema,
  }),
  status: z
    .looseObject({
      containerStatuses: z
        .array(
          z.looseObject({
            restartCount: z.number(),
            state: endSchema.optional(),
            lastState: endSchema.optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export const podsSchema = z.looseObject({ items: z.array(podSchema) });
export type Pod = z.infer<typeof podSchema>;

export const deploymentSchema = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  spec: z.looseObject({
    replicas: z.number().optional(),
    template: z.looseObject({ spec: z.looseObject({ containers: containersSchema }) }),
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      readyReplicas: z.number().optional(),
    })
    .optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/**
 * How often the pod's program has ended so far. The count of restarts is behind by one for as long as the last end is
 * not followed by a start.
 */
export function endsOf(pod: Pod): number {
  const [status] = pod.status?.containerStatuses ?? [];
  if (status === undefined) return 0;
  const { restartCount, state, lastState } = status;
  const isDown = state?.terminated !== undefined;
  const isHeldBack = state?.running === undefined && lastState?.terminated !== undefined;
  return restartCount + (isDown || isHeldBack ? 1 : 0);
}

/** What it was killed for, where the end that is known was by its memory limit. */
export function isOomKilled(pod: Pod): boolean {
  const [status] = pod.status?.containerStatuses ?? [];
  const { terminated } = status?.state ?? {};
  return (terminated ?? status?.lastState?.terminated)?.reason === "OOMKilled";
}

/** All replicas are of the newest revision and ready, and none is left of another. */
export function isRolledOut({ metadata, spec, status }: Deployment): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= metadata.generation &&
    [status?.replicas, status?.updatedReplicas, status?.readyReplicas].every((count) => count === wanted)
  );
}

/** Of the first container; NaN where it has none that can be read. */
export function limitOf(containers: Pod["spec"]["containers"]): number {
  return tryParseMemory(containers[0].resources.limits.memory) ?? Number.NaN;
}
