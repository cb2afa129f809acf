import { redactValue } from "../../core/redact-value.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { configActionOf } from "../../domain/main-action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { isTrailPointer } from "../actions/trail.ts";
import { readImpact } from "../facts/read-impact.ts";
import { handover } from "../handover.ts";
import { resourceOf, scopeOf, shellQuoted } from "../kubectl.ts";
import { attemptsOf, updateAttempt } from "../ledger/attempt-rows.ts";
import { recordOutcome } from "../ledger/record-outcome.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { countAttempt } from "./count-attempt.ts";
import { after, mainAction, quietSeconds } from "./run-context.ts";
import { configHolds } from "./set-config.ts";

export async function endReturn(
  deps: RemediationDeps,
  run: Run,
  { incident, attempt }: { incident: Incident; attempt: Attempt },
): Promise<void> {
  const now = deps.clock.now();
  const reason = `attempt ${attempt.number} is put back and verified: ${attempt.failure ?? "it did not hold"}`;
  await deps.store.withClaim("return.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { result: "rolled-back", endedAt: now });
    await giveBackTurns(tx.db, incident.id);
    await recordOutcome(tx.db, { incident, attempt, result: "rolled-back", at: now });
    await tx.advance(
      { type: "returned", reason },
      { text: reason, input: { attemptId: attempt.id }, output: { result: "rolled-back" } },
    );
  });
  countAttempt(deps, attempt, "rolled-back");
  deps.metrics.rollbacks.inc({ result: "rolled-back" });
}

/** A person is told exactly what stands where. */
export async function failReturn(
  deps: RemediationDeps,
  run: Run,
  given: { incident: Incident; attempt: Attempt; reason: string; object?: KubernetesObject },
): Promise<void> {
  const { incident, attempt, reason, object } = given;
  const now = deps.clock.now();
  const { target } = mainAction(attempt.plan);
  const sentence = `attempt ${attempt.number} on ${describeRef(target)} did not hold and could not be put back: ${reason}`;
  const config = configActionOf(attempt.plan);
  const [affected, configNow] = await Promise.all([
    readImpact(deps.reader, target, run.signal),
    configHolds(deps, attempt, run.signal),
  ]);
  await deps.store.withClaim("return.record", run.claim, async (tx) => {
    const change = { result: "rollback-failed" as const, endedAt: now };
    await updateAttempt(tx.db, attempt.id, change);
    await giveBackTurns(tx.db, incident.id);
    await recordOutcome(tx.db, { incident, attempt, result: "rollback-failed", at: now });
    const attempts = (await attemptsOf(deps.db, incident.id)).map((one) =>
      one.id === attempt.id ? { ...one, ...change } : one,
    );
    const nextSteps = [
      ...(config === undefined ? [] : standing(config, configNow.object)),
      ...standing(mainAction(attempt.plan), object),
    ];
    const text = handover({ incident, why: sentence, affected, attempts, nextSteps });
    const quietAt = after(now, quietSeconds(deps, incident));
    await tx.advance(
      { type: "return-failed", reason, handover: text, quietAt },
      { text: sentence, input: { attemptId: attempt.id, reason }, output: { handover: text } },
    );
  });
  countAttempt(deps, attempt, "rollback-failed");
  deps.metrics.rollbacks.inc({ result: "rollback-failed" });
}

/** Field by field: what it was, what we wrote, what it holds now. */
function standing(action: Action, object: KubernetesObject | undefined): Handover["nextSteps"] {
  const { inverse, patch, target } = action;
  const own = inverse.filter((one) => !isTrailPointer(one.path));
  const steps: Handover["nextSteps"] = own.flatMap((one) => {
    if (one.op !== "replace") return [];
    const ours = patch.find((other) => other.op === "replace" && other.path === one.path);
    const text = (value: unknown) => (JSON.stringify(redactValue(value)) ?? "nothing").slice(0, 200);
    const live =
      object === undefined ? "is gone with its object" : `holds ${text(valueAt(object, one.path))}`;
    const written = ours !== undefined && "value" in ours ? text(ours.value) : "nothing";
    return [{ text: `${one.path} was ${text(one.value)}, was set to ${written} and ${live}` }];
  });
  if (object === undefined) return steps;
  const command =
    action.type === "RollBackRevision"
      ? `kubectl rollout undo ${resourceOf(target)}${scopeOf(target)} --to-revision=${action.parameters.fromRevision}`
      : `kubectl patch ${target.kind.toLowerCase()} ${target.name}${scopeOf(target)} --type json --patch ${shellQuoted(JSON.stringify(own))}`;
  return [...steps, { text: "To put the earlier values back, where ours still stand", command }];
}
