import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { updateAttempt } from "../ledger/attempt-rows.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { countAttempt } from "./count-attempt.ts";
import { after, quietSeconds } from "./run-context.ts";

/**
 * The API server would have taken the change, and that is as far as a service that runs dry goes. The incident is over as one that was
 * only observed, and is judged later as such; the attempt teaches nothing, for it changed nothing.
 */
export async function endDryRun(
  deps: RemediationDeps,
  run: Run,
  { incident, attempt }: { incident: Incident; attempt: Attempt },
): Promise<void> {
  const at = deps.clock.now();
  const judgeAt = after(at, quietSeconds(deps, incident));
  const reason = `dry run: the API server would have taken the change, and nothing was written: ${attempt.plan.sentence}`;
  await deps.store.withClaim("apply.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { result: "dry-run", endedAt: at });
    await giveBackTurns(tx.db, incident.id);
    await tx.advance(
      { type: "dry-run", reason, judgeAt },
      { text: reason, input: { attemptId: attempt.id }, output: { judgeAt } },
    );
  });
  countAttempt(deps, attempt, "dry-run");
}
