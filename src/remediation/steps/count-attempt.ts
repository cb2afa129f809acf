import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { mainAction } from "./run-context.ts";

export function countAttempt(
  deps: RemediationDeps,
  attempt: Attempt,
  result: NonNullable<Attempt["result"]>,
): void {
  // As experience and policy count it: by what the plan begins with.
  const action: Action["type"] = (attempt.plan.actions[0] ?? mainAction(attempt.plan)).type;
  deps.metrics.attempts.inc({ action, result });
}
