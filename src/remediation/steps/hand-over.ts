import type { Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { readImpact } from "../facts/read-impact.ts";
import { handover } from "../handover.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after, quietSeconds, readIncident } from "./run-context.ts";

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
    /** Written with the hand-over. */
    learn?: (tx: Transaction<Tables>) => Promise<void>;
  },
): Promise<void> {
  const { incident, sentence, attempts, nextSteps } = given;
  const object = incident.finding?.object ?? incident.subject;
  const affected = await readImpact(deps.reader, object, run.signal);
  const text = handover({ incident, why: sentence, affected, attempts, nextSteps });
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await giveBackTurns(tx.db, incident.id);
    await given.learn?.(tx.db);
    const quietAt = after(deps.clock.now(), quietSeconds(deps, incident));
    await tx.advance(
      { type: "handed-over", handover: text, quietAt },
      { text: text.sentence, input: given.input, output: { handover: text } },
    );
  });
}

/** What is not planned at all: an unknown cause, one in an object that cannot be worked on, or a run over its budget. */
export async function handOverAsIs(deps: RemediationDeps, run: Run): Promise<void> {
  const incident = await readIncident(deps, run.claim.incidentId);
  const attempts = await attemptsOf(deps.db, incident.id);
  const { finding } = incident;
  const sentence =
    finding === null || finding.cause === "unknown"
      ? "what is wrong is not known for sure, so nothing was changed"
      : "this service makes no change here: a person has to decide";
  await handOver(deps, run, { incident, sentence, attempts, nextSteps: [], input: { finding } });
}
