import type { PlanDraft } from "../../domain/plan.ts";
import { withLeastSoak } from "../actions/proof.ts";

/** The plan with the proof over at least the time that the policy wants. Pure. */
export function withSoak(draft: PlanDraft, leastSeconds: number | undefined): PlanDraft {
  if (leastSeconds === undefined) return draft;
  const actions = draft.actions.map((action) => ({
    ...action,
    proof: withLeastSoak(action.proof, leastSeconds),
  }));
  return { ...draft, actions };
}
