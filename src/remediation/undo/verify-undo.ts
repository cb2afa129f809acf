import type { Attempt, AttemptResult } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { readAttempt, updateAttempt } from "../ledger/attempt-rows.ts";
import { recordOutcome } from "../ledger/record-outcome.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { countAttempt } from "../steps/count-attempt.ts";
import { after, mainAction, quietSeconds, secondsBetween } from "../steps/run-context.ts";
import { holdsValues } from "../steps/write-patch.ts";
import { readProof } from "../verify/read-proof.ts";
import { worseThanBefore } from "../verify/worse-than-before.ts";

const CHECK_SECONDS = 2;

/** What was undone is as ill as it was: the proof is that of a return, not that of a repair. */
export async function verifyUndo(
  deps: RemediationDeps,
  run: Run,
  { incident, attempt }: { incident: Incident; attempt: Attempt },
): Promise<void> {
  const seen = await readProof(deps, attempt, run.signal);
  const now = deps.clock.now();
  const end = (result: AttemptResult, reason: string) =>
    endUndo(deps, run, { incident, attempt, result, reason });
  if (seen === undefined) return end("superseded", "the object is not there any more");
  const { object, state } = seen;
  if (!holdsValues(object, mainAction(attempt.plan).patch))
    return end("superseded", "somebody else changed the fields after they were put back");
  const undone = await readAttempt(deps.db, attempt.plan.undoes?.attemptId ?? attempt.id);
  const isObserved = object.kind === "Pod" || state.observedGeneration >= state.generation;
  const worse = undone === undefined ? undefined : worseThanBefore(undone.before, state);
  if (isObserved && worse === undefined)
    return end("verified", "the earlier values stand, and nothing is worse than before the change");
  const reason = isObserved
    ? `it is worse than before the change: ${worse}`
    : "the controller has not seen it";
  const waited = secondsBetween(attempt.appliedAt ?? attempt.startedAt, now);
  if (waited > deps.settings.verifyTimeoutSeconds) return end("kept", reason);
  await deps.store.withClaim("verify.commit", run.claim, async (tx) => {
    await tx.advance(
      { type: "waiting", until: after(now, CHECK_SECONDS), reason },
      { text: reason, input: { attemptId: attempt.id, state }, output: {} },
    );
  });
}

async function endUndo(
  deps: RemediationDeps,
  run: Run,
  given: { incident: Incident; attempt: Attempt; result: AttemptResult; reason: string },
): Promise<void> {
  const { incident, attempt, result, reason } = given;
  const { undoes } = attempt.plan;
  const now = deps.clock.now();
  const proof = result === "verified" ? "full" : null;
  const text = `${undoes?.by ?? "somebody"} undid attempt ${undoes?.number}: ${reason}`;
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    const failure = result === "verified" ? null : reason;
    await updateAttempt(tx.db, attempt.id, { result, proof, failure, endedAt: now });
    await giveBackTurns(tx.db, incident.id);
    // Whoever undoes a repair says that it was not the right one. The undoing itself teaches nothing.
    const undone = undoes && (await readAttempt(deps.db, undoes.attemptId));
    if (undone !== undefined)
      await recordOutcome(tx.db, { incident, attempt: undone, result: "corrected", at: now });
    const quietAt = after(now, quietSeconds(deps, incident));
    await tx.advance(
      { type: "undone", reason: text, quietAt },
      { text, input: { attemptId: attempt.id, result }, output: { quietAt } },
    );
  });
  countAttempt(deps, attempt, result);
}
