import type { PlanDraft } from "../../domain/plan.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { readIncident } from "../steps/run-context.ts";
import { openFieldBreaker } from "./hold-change.ts";

/** Why a plan is a person's: a field of it goes back and forth. Opens the breaker of that field where it is not open yet. */
export async function fieldFight(
  deps: RemediationDeps,
  run: Run,
  plan: Pick<PlanDraft, "actions">,
): Promise<string | undefined> {
  const incident = await readIncident(deps, run.claim.incidentId);
  return deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const hold = await openFieldBreaker(deps, tx, { cluster: incident.cluster, plan });
    return hold?.reason;
  });
}
