import type { Clock } from "../core/clock.ts";
import { redact } from "../core/redact.ts";
import type { Claim, IncidentStore } from "../incidents/incident-store.ts";
import { handover } from "../remediation/handover.ts";

/** So many runs in a row that fail for good make it a person's: about five minutes. */
export const MOST_FAILURES = 5;

/** Hands an incident over that no run can advance; false where an attempt is under way, which only a run may end. */
export async function giveUp(
  deps: { store: IncidentStore; clock: Clock; quietSeconds: number },
  claim: Claim,
  error: string,
): Promise<boolean> {
  return deps.store.withClaim("finding.commit", claim, async (tx) => {
    const { incident } = tx;
    if (incident.status !== "investigating") return false;
    const text = handover({
      incident,
      why: `this service cannot go on with it: ${redact(error).slice(0, 500)}`,
      affected: [],
      attempts: [],
      nextSteps: [],
    });
    const tell = { text: "Tell the maintainers of kube-autofix: its log has the error with its place" };
    const given = { ...text, nextSteps: [...text.nextSteps, tell] };
    const quietAt = new Date(deps.clock.now().getTime() + deps.quietSeconds * 1000);
    await tx.advance(
      { type: "handed-over", handover: given, quietAt },
      { text: given.sentence, input: { failures: MOST_FAILURES }, output: given },
    );
    return true;
  });
}
