import { ACTION_TYPES } from "../domain/action.ts";
import { CAUSE_NAMES, CAUSES } from "../domain/cause.ts";
import type { Lengths } from "../domain/lengths.ts";
import type { Policy } from "../remediation/policy/policy.ts";

/** What the service knows and may do, for `GET /api/v1/catalogue`. */
export function catalogue(policy: Policy, lengths: Lengths): object {
  return {
    causes: CAUSE_NAMES.map((name) => ({ name, sentence: CAUSES[name].sentence })),
    actions: ACTION_TYPES.map((type) => ({ type })),
    rules: policy.rules.map(({ matches: _, ...rule }) => ({
      ...rule,
      // Whom a rule names is known on the card alone.
      decideOn: rule.decidedBy.length > 0 ? "card" : rule.decideOn,
    })),
    /** Who decides on cards where no rule says; null: those of FEISHU_APPROVERS. */
    decidedBy: policy.decidedBy,
    /** What people choose from; the last is the most that is taken. */
    minutes: lengths,
  };
}
