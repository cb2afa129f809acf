import type { PlanDraft } from "../../domain/plan.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { openFieldBreaker, readFieldBreaker } from "./hold-change.ts";

/** Why a plan is a person's: a field of it goes back and forth. Opens the breaker of that field where it is not open yet. */
export async function fieldFight(
  deps: RemediationDeps,
  run: Run,
  { cluster, plan }: { cluster: string; plan: Pick<PlanDraft, "actions"> },
): Promise<string | undefined> {
  // Mostly there is nothing to open, and so nothing to lock.
  const { field, found } = await readFieldBreaker(deps, deps.db, { cluster, plan });
  if (field === undefined && found === undefined) return undefined;
  return deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const hold = await openFieldBreaker(deps, tx, { cluster, plan });
    return hold?.reason;
  });
}
