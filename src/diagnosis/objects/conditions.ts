import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";

const text = z.string().nullish().catch(undefined);
const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: text,
  message: text,
  lastTransitionTime: text,
});

/** One entry of `status.conditions`; reason and message are "" where there is none, `since` where no time is said. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  since: string;
}

/** The conditions of any object; entries that make no sense are left out. */
export function conditionsOf(object: KubernetesObject): Condition[] {
  const { conditions } = recordOf(object.status);
  if (!Array.isArray(conditions)) return [];
  return conditions.flatMap((item) => {
    const one = conditionSchema.safeParse(item).data;
    if (one === undefined) return [];
    return {
      type: one.type,
      status: one.status,
      reason: one.reason ?? "",
      message: one.message ?? "",
      since: one.lastTransitionTime ?? "",
    };
  });
}

export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return conditionsOf(object).find((one) => one.type === type);
}
