import { AUTONOMIES, type Autonomy, stricterAutonomy } from "../../domain/verdict.ts";
import { type Marked, quoted, valuesOf } from "./marks.ts";
import type { JudgeInput, Rail } from "./rail.ts";

export const AUTONOMY_KEY = "kube-autofix.io/autonomy";

export interface EffectiveAutonomy {
  autonomy: Autonomy;
  from: string;
  /** Who says so, in a sentence; a value that nobody understands is named. */
  reason: string;
}

/**
 * The strictest of what the environment, the namespace and the workload say. A value that is none of the four was meant
 * to restrict: it counts as `observe`, which changes nothing and still shows the plan.
 */
export function effectiveAutonomy(
  environment: Autonomy,
  namespace: Marked,
  workload: Marked,
): EffectiveAutonomy {
  let result: EffectiveAutonomy = {
    autonomy: environment,
    from: "the environment",
    reason: `the environment sets AUTONOMY to ${environment}`,
  };
  for (const { from, value } of valuesOf(AUTONOMY_KEY, namespace, workload)) {
    const known = AUTONOMIES.find((autonomy) => autonomy === value);
    const stricter = stricterAutonomy(result.autonomy, known ?? "observe");
    if (stricter === result.autonomy) continue;
    const reason =
      known === undefined
        ? `${from} sets ${AUTONOMY_KEY} to ${quoted(value)}, which is none of ${AUTONOMIES.join(", ")}: it counts as observe`
        : `${from} sets ${AUTONOMY_KEY} to ${known}`;
    result = { autonomy: stricter, from, reason };
  }
  return result;
}

export function autonomyOf(input: JudgeInput): EffectiveAutonomy {
  return effectiveAutonomy(input.autonomy, input.facts.namespace, input.facts.workload);
}

/** Where autonomy is off nothing is changed, even if the incident was opened before somebody said so. */
export const autonomyOff: Rail = ({ input }) => {
  const { autonomy, from, reason } = autonomyOf(input);
  if (autonomy !== "off") return undefined;
  return {
    rule: "autonomy-off",
    reason: from === "the environment" ? `${from} sets ${AUTONOMY_KEY} to off` : reason,
  };
};
