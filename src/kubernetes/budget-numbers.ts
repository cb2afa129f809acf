import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

/** What the controller counts for a disruption budget. */
export interface BudgetNumbers {
  expected: number;
  healthy: number;
  desired: number;
  allowed: number;
}

export function budgetNumbers(raw: KubernetesObject): BudgetNumbers {
  const { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = recordOf(raw.status);
  return {
    expected: Number(expectedPods ?? 0),
    healthy: Number(currentHealthy ?? 0),
    desired: Number(desiredHealthy ?? 0),
    allowed: Number(disruptionsAllowed ?? 0),
  };
}

/** With every pod healthy, none may be away. */
export const canNeverBeMet = ({ expected, desired }: BudgetNumbers) => expected > 0 && desired >= expected;
