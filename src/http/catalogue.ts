import { ACTION_TYPES } from "../domain/action.ts";
import { CAUSE_NAMES, CAUSES } from "../domain/cause.ts";
import type { Policy } from "../remediation/policy/policy.ts";

/** What the service knows and may do, for `GET /api/v1/catalogue`. */
export function catalogue(policy: Policy): object {
  return {
    causes: CAUSE_NAMES.map((name) => ({ name, sentence: CAUSES[name].sentence })),
    actions: ACTION_TYPES.map((type) => ({ type })),
    rules: policy.rules.map(({ name, verdict, reason }) => ({ name, verdict, reason })),
  };
}
