import type { Attempt } from "../../domain/attempt.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { handover, lookSteps } from "../handover.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after, quietSeconds } from "./run-context.ts";

/** Gives the incident to a person with what is known, what was tried and what to do next. */
export async function handOver(
  deps: RemediationDeps,
  run: Run,
  given: {
    incident: Incident;
    sentence: string;
    attempts: readonly Attempt[];
    nextSteps: Handover["nextSteps"];
    input: object;
  },
): Promise<void> {
  const { incident, sentence, attempts, nextSteps } = given;
  const text = handover({
    sentence,
    finding: incident.finding,
    attempts,
    nextSteps: [...nextSteps, ...lookSteps(incident.finding?.object ?? incident.subject)],
  });
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await giveBackTurns(tx.db, incident.id);
    const quietAt = after(deps.clock.now(), quietSeconds(deps, incident));
    await tx.advance(
      { type: "handed-over", handover: text, quietAt },
      { text: sentence, input: given.input, output: { handover: text } },
    );
  });
}
