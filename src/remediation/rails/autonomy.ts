import { AUTONOMIES, type Autonomy, stricterAutonomy } from "../../domain/verdict.ts";
import type { JudgeInput, Rail } from "./rail.ts";

export const AUTONOMY_KEY = "kube-autofix.io/autonomy";

interface Marked {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/**
 * The strictest of what the environment, the namespace and the workload say. A value that is none of the four was meant
 * to restrict: it counts as `observe`, which changes nothing and still shows the plan.
 */
export function effectiveAutonomy(
  environment: Autonomy,
  namespace: Marked,
  workload: Marked,
): { autonomy: Autonomy; from: string } {
  let result: { autonomy: Autonomy; from: string } = { autonomy: environment, from: "the environment" };
  const marks = [
    ["the namespace's label", namespace.labels],
    ["the namespace's annotation", namespace.annotations],
    ["the workload's label", workload.labels],
    ["the workload's annotation", workload.annotations],
  ] as const;
  for (const [from, map] of marks) {
    if (!Object.hasOwn(map, AUTONOMY_KEY)) continue;
    const value = AUTONOMIES.find((autonomy) => autonomy === map[AUTONOMY_KEY]) ?? "observe";
    const stricter = stricterAutonomy(result.autonomy, value);
    if (stricter !== result.autonomy) result = { autonomy: stricter, from };
  }
  return result;
}

export function autonomyOf(input: JudgeInput): { autonomy: Autonomy; from: string } {
  return effectiveAutonomy(input.autonomy, input.facts.namespace, input.facts.workload);
}

/** Where autonomy is off nothing is changed, even if the incident was opened before somebody said so. */
export const autonomyOff: Rail = ({ input }) => {
  const { autonomy, from } = autonomyOf(input);
  return autonomy === "off"
    ? { rule: "autonomy-off", reason: `${from} sets ${AUTONOMY_KEY} to off` }
    : undefined;
};
