import type { PlanDraft } from "../../domain/plan.ts";
import type { RemediationSettings } from "../remediation-deps.ts";

const DRY = "the service runs dry: whatever is decided, nothing is written to the cluster";

/** The draft with what else whoever decides should know: whom it touches, and that a yes would do nothing. */
export function withNotes(
  draft: PlanDraft,
  affected: readonly string[],
  { isDryRun }: Pick<RemediationSettings, "isDryRun">,
): PlanDraft {
  const touched = affected.map((line) => `affected: ${line}`);
  return { ...draft, notes: [...draft.notes, ...touched, ...(isDryRun === true ? [DRY] : [])] };
}
