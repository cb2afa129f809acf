import type { Incident } from "../../domain/incident.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { judgeObserved } from "../verify/judge-observed.ts";
import { mainAction, quietSeconds, secondsBetween } from "./run-context.ts";

const KIND = "observed-judged";

/** Notes in the timeline what became of a fault that was only observed, and again when that changes. */
export async function judgeWhatWasObserved(
  deps: RemediationDeps,
  run: Run,
  incident: Incident,
): Promise<void> {
  const { plan } = incident;
  if (plan === null) return;
  const { target } = mainAction(plan);
  const [object, state] = await Promise.all([
    deps.reader.get(target, run.signal),
    readWorkloadState(deps.reader, target, run.signal),
  ]);
  const now = deps.clock.now();
  const isQuiet = secondsBetween(incident.lastSymptomAt, now) >= quietSeconds(deps, incident);
  const judged = judgeObserved({ plan, object, state, isQuiet });
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    const last = await tx.db
      .selectFrom("audit")
      .select("text")
      .where("incident_id", "=", incident.id)
      .where("kind", "=", KIND)
      .orderBy("sequence", "desc")
      .executeTakeFirst();
    if (last?.text === judged.text) return;
    const input = { planDigest: plan.digest, state, isQuiet, lastSymptomAt: incident.lastSymptomAt };
    await tx.note(KIND, { text: judged.text, input, output: judged });
  });
}
