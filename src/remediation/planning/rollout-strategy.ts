import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";

const specSchema = z.looseObject({
  paused: z.boolean().optional(),
  replicas: z.number().optional(),
  podManagementPolicy: z.string().optional(),
  strategy: z
    .looseObject({
      type: z.string().optional(),
      rollingUpdate: z.looseObject({ maxSurge: z.union([z.number(), z.string()]).optional() }).nullish(),
    })
    .optional(),
  updateStrategy: z
    .looseObject({
      type: z.string().optional(),
      rollingUpdate: z
        .looseObject({
          partition: z.number().optional(),
          maxSurge: z.union([z.number(), z.string()]).optional(),
        })
        .nullish(),
    })
    .optional(),
});

export interface RolloutStrategy {
  replicas: number;
  surge: number;
  isOrdered: boolean;
  isRecreate: boolean;
  /** Why a change of the template would not reach the pods; null where it would. */
  blocked: string | null;
}

export function rolloutStrategy(object: KubernetesObject): RolloutStrategy {
  const spec = specSchema.safeParse(object.spec ?? {}).data ?? {};
  const update = spec.updateStrategy;
  const partition = update?.rollingUpdate?.partition ?? 0;
  const blocked =
    spec.paused === true
      ? "its rollout is paused"
      : update?.type === "OnDelete"
        ? "its update strategy is OnDelete, so no pod would change until somebody deletes it"
        : object.kind === "StatefulSet" && partition > 0
          ? `its update strategy has the partition ${partition}, so not all pods would change`
          : null;
  const replicas = object.kind === "DaemonSet" ? desiredOf(object) : (spec.replicas ?? 1);
  return {
    replicas,
    surge: object.kind === "Deployment" ? surgeOf(spec, replicas) : 0,
    isOrdered: object.kind === "StatefulSet" && spec.podManagementPolicy !== "Parallel",
    isRecreate: spec.strategy?.type === "Recreate",
    blocked,
  };
}

function desiredOf(object: KubernetesObject): number {
  const status = z.object({ desiredNumberScheduled: z.number() }).safeParse(object.status);
  return status.success ? status.data.desiredNumberScheduled : 1;
}

/** maxSurge is a number or a share of the replicas, rounded up; 25 % where none is written. */
function surgeOf(spec: z.infer<typeof specSchema>, replicas: number): number {
  if (spec.strategy?.type === "Recreate") return 0;
  const surge = spec.strategy?.rollingUpdate?.maxSurge ?? "25%";
  if (typeof surge === "number") return surge;
  const percent = Number(surge.replace("%", ""));
  return Number.isFinite(percent) ? Math.ceil((percent / 100) * replicas) : 1;
}
