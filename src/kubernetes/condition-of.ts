import { z } from "zod";
import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

const text = z.string().nullish().catch(undefined);
const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: text,
  message: text,
  lastTransitionTime: text,
});

export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  /** "" where it is not told. */
  since: string;
}

/** What an object's status says of itself; entries that are none are left out. */
export function conditionsOf(object: KubernetesObject): Condition[] {
  const { conditions } = recordOf(object.status);
  if (!Array.isArray(conditions)) return [];
  return conditions.flatMap((one) => {
    const parsed = conditionSchema.safeParse(one).data;
    if (parsed === undefined) return [];
    const { type, status, reason, message, lastTransitionTime } = parsed;
    return [{ type, status, reason: reason ?? "", message: message ?? "", since: lastTransitionTime ?? "" }];
  });
}

export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return conditionsOf(object).find((one) => one.type === type);
}
