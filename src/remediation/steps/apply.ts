import type { Attempt } from "../../domain/attempt.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { updateAttempt } from "../ledger/attempt-rows.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { recordOutcome } from "../ledger/record-outcome.ts";
import { recordWrite } from "../ledger/target-ledger.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { isRunningOrLate } from "./await-running.ts";
import { beginAttempt } from "./begin-attempt.ts";
import { carryOut } from "./carry-out.ts";
import { countAttempt } from "./count-attempt.ts";
import { endDryRun } from "./end-dry-run.ts";
import { replacePods } from "./replace-pods.ts";
import { after, currentAttempt, incidentOf, mainAction } from "./run-context.ts";
import { giveUpConfig, isGivenUp, setConfig } from "./set-config.ts";
import { tellWorkload } from "./tell-workload.ts";
import { templateDigestOf, writePatch } from "./write-patch.ts";

/** First look after a change; the controllers need a moment. */
const FIRST_CHECK_SECONDS = 2;

/** `applying` -> verifying, or investigating again where nothing could be written. */
export async function apply(deps: RemediationDeps, run: Run): Promise<void> {
  const incident = await incidentOf(deps, run);
  let attempt = (await currentAttempt(deps, incident)) ?? (await beginAttempt(deps, run, incident));
  if (attempt === undefined) return;
  if (!attempt.steps.includes("apply:0")) {
    if (!(await isRunningOrLate(deps, run, attempt))) return;
    const given = { attempt, cluster: incident.cluster };
    const config = isGivenUp(attempt) ? GIVEN_UP : await setConfig(deps, run, given);
    if ("stopped" in config) return stop(deps, run, given, config.stopped);
    attempt = config.attempt;
    const action = mainAction(attempt.plan);
    const result = isStepAction(action)
      ? await carryOut(deps, run, attempt, action)
      : await writePatch(deps, run, attempt, action);
    if (result.kind === "rehearsed") return endDryRun(deps, run, { incident, attempt });
    if (result.kind !== "written") return stop(deps, run, { ...given, attempt }, result);
    attempt = await recordPatch(deps, run, { attempt, cluster: incident.cluster, object: result.object });
  }
  await tellWorkload(deps, run, attempt, {
    key: "applied",
    type: "Normal",
    reason: "AutofixApplied",
    message: `Attempt ${attempt.number}: ${attempt.plan.sentence}`,
  });
  for (const [index, action] of attempt.plan.actions.entries()) {
    if (action.type !== "ReplaceStuckPods" || attempt.steps.includes(`apply:${index}`)) continue;
    // Begun before the service ran dry: the proof tells what became of it.
    if (deps.settings.isDryRun === true) continue;
    const isDone = await replacePods(deps, run, attempt, action);
    if (!isDone) return;
    attempt = await recordStep(deps, run, attempt, `apply:${index}`);
  }
  await startVerifying(deps, run, attempt);
}

/** A crash came between the way back of a ConfigMap's value and its end; the reason is in the attempt's row. */
const GIVEN_UP = { stopped: { kind: "conflict", reason: "the rest of the plan could not be done" } } as const;

/** What the plan has done so far is undone before the attempt ends. */
async function stop(
  deps: RemediationDeps,
  run: Run,
  change: { attempt: Attempt; cluster: string },
  result: { kind: "conflict" | "refused"; reason: string },
): Promise<void> {
  const { attempt, reason } = await giveUpConfig(deps, run, change, result.reason);
  return notApplied(deps, run, attempt, { ...result, reason });
}

async function recordPatch(
  deps: RemediationDeps,
  run: Run,
  written: { attempt: Attempt; cluster: string; object: KubernetesObject },
): Promise<Attempt> {
  const { attempt, cluster, object } = written;
  const at = deps.clock.now();
  const change = {
    steps: [...attempt.steps, "apply:0"],
    appliedGeneration: object.metadata.generation ?? 0,
    appliedAt: at,
    verification: { ...attempt.verification, templateDigest: templateDigestOf(object) },
  };
  await deps.store.withClaim("apply.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, change);
    const action = mainAction(attempt.plan);
    for (const field of fieldsOf(action)) {
      const key = { cluster, targetKey: objectKey(action.target), path: field.key };
      const before = fieldText(valueAt(attempt.preImage, field.pointer));
      const now = fieldText(valueAt(object, field.pointer));
      await recordWrite(tx.db, key, { before, after: now, at, counts: attempt.plan.undoes === undefined });
    }
    await tx.note("applied", {
      text: `the change is written: ${attempt.plan.sentence}`,
      input: { attemptId: attempt.id, patch: action.patch, parameters: action.parameters },
      output: { generation: change.appliedGeneration, resourceVersion: object.metadata.resourceVersion },
    });
  });
  return { ...attempt, ...change };
}

async function recordStep(deps: RemediationDeps, run: Run, attempt: Attempt, step: string): Promise<Attempt> {
  const steps = [...attempt.steps, step];
  await deps.store.withClaim("apply.record", run.claim, (tx) => updateAttempt(tx.db, attempt.id, { steps }));
  return { ...attempt, steps };
}

async function startVerifying(deps: RemediationDeps, run: Run, attempt: Attempt): Promise<void> {
  await deps.store.withClaim("apply.record", run.claim, async (tx) => {
    const checkAt = after(deps.clock.now(), FIRST_CHECK_SECONDS);
    await tx.advance(
      { type: "applied", checkAt },
      {
        text: `applied; proof: ${mainAction(attempt.plan).proof.sentence}`,
        input: { attemptId: attempt.id, steps: attempt.steps },
        output: { checkAt },
      },
    );
  });
}

async function notApplied(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  result: { kind: "conflict" | "refused"; reason: string },
): Promise<void> {
  const at = deps.clock.now();
  const attemptResult = result.kind === "refused" ? "refused" : "superseded";
  await deps.store.withClaim("apply.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { result: attemptResult, failure: result.reason, endedAt: at });
    await giveBackTurns(tx.db, attempt.incidentId);
    // A plan that met another object than it was made for was never tried.
    if (attemptResult === "refused")
      await recordOutcome(tx.db, { incident: tx.incident, attempt, result: "refused", at });
    await tx.advance(
      { type: "not-applied", reason: result.reason },
      {
        text: `nothing was changed: ${result.reason}`,
        input: { attemptId: attempt.id },
        output: { result: attemptResult },
      },
    );
  });
  countAttempt(deps, attempt, attemptResult);
}
