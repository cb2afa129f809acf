import { isReason, messageOf, OperationError } from "../../core/errors.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { configActionOf } from "../../domain/main-action.ts";
import { describeRef, objectKey } from "../../domain/object-ref.ts";
import { stopSentence } from "../../domain/stop.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { stuckAfterReturn } from "../actions/replace-stuck-pods.ts";
import { updateAttempt } from "../ledger/attempt-rows.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { recordWrite } from "../ledger/target-ledger.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { readStop } from "../stop/stop-rows.ts";
import { readProof } from "../verify/read-proof.ts";
import { type ReturnPatch, returnPatch } from "../verify/return-patch.ts";
import { worseThanBefore } from "../verify/worse-than-before.ts";
import { endReturn, failReturn } from "./end-return.ts";
import { deletePods } from "./replace-pods.ts";
import { after, currentAttempt, mainAction, readIncident, secondsBetween } from "./run-context.ts";
import { configHolds, putConfigBack } from "./set-config.ts";
import { tellWorkload } from "./tell-workload.ts";
import { freshTests, holdsValues, subresourceOf, writtenBy } from "./write-patch.ts";

const CHECK_SECONDS = 2;

/** `rolling-back` -> investigating (the return is verified) or needs-person. */
export async function putBack(deps: RemediationDeps, run: Run): Promise<void> {
  const incident = await readIncident(deps, run.claim.incidentId);
  const attempt = await currentAttempt(deps, incident);
  if (attempt === undefined) throw new Error(`incident ${incident.id} is rolling back without an attempt`);
  const action = mainAction(attempt.plan);
  const object = await deps.reader.get(action.target, run.signal);
  if (object === undefined || object.metadata.uid !== action.target.uid)
    return failReturn(deps, run, { incident, attempt, reason: "the object is not there any more" });
  const returned = returnPatch(object, action);
  if (attempt.steps.includes("return:0")) return checkReturn(deps, run, attempt);
  if (returned.kind === "foreign")
    return failReturn(deps, run, { incident, attempt, reason: returned.reason, object });
  const not = returned.kind === "already" ? undefined : await whyNothingIsWritten(deps);
  if (not !== undefined) return failReturn(deps, run, { incident, attempt, reason: not, object });
  const config = await configBack(deps, run, { attempt, cluster: incident.cluster });
  if ("stays" in config) return failReturn(deps, run, { incident, attempt, reason: config.stays, object });
  return podsBack(deps, run, { incident, attempt: config.attempt, object, returned });
}

/** A value of a ConfigMap goes back first: the pods that the return makes anew read it. */
async function configBack(
  deps: RemediationDeps,
  run: Run,
  change: { attempt: Attempt; cluster: string },
): Promise<{ attempt: Attempt } | { stays: string }> {
  const { attempt } = change;
  if (configActionOf(attempt.plan) === undefined) return { attempt };
  const begun = attempt.steps.includes("return:begun") ? attempt : await beginReturn(deps, run, attempt);
  try {
    const back = await putConfigBack(deps, run, { ...change, attempt: begun });
    return back.kind === "stays" ? { stays: back.reason } : { attempt: back.attempt };
  } catch (error) {
    const isLate = secondsReturning(deps, attempt) > mostSeconds(deps, attempt);
    if (!(error instanceof OperationError) || !isLate) throw error;
    return { stays: messageOf(error) };
  }
}

async function whyNothingIsWritten(deps: RemediationDeps): Promise<string | undefined> {
  if (deps.settings.isDryRun === true) return "the service runs dry by now, and writes nothing";
  const stop = await readStop(deps.db);
  return stop && stopSentence(stop);
}

async function podsBack(
  deps: RemediationDeps,
  run: Run,
  given: {
    incident: Incident;
    attempt: Attempt;
    object: KubernetesObject;
    returned: Exclude<ReturnPatch, { kind: "foreign" }>;
  },
): Promise<void> {
  const { incident, attempt, object, returned } = given;
  const action = mainAction(attempt.plan);
  if (returned.kind === "already") {
    // Ours, where a crash hid the answer: the ledger must know it, or the value would count as somebody else's.
    const isOurs = attempt.steps.includes("return:begun");
    const known = isOurs
      ? await recordReturn(deps, run, { attempt, cluster: incident.cluster, object })
      : attempt;
    return checkReturn(deps, run, known);
  }
  const begun = attempt.steps.includes("return:begun") ? attempt : await beginReturn(deps, run, attempt);
  const request = subresourceOf(action, {
    target: action.target,
    patch: [...freshTests(object, returned.patch), ...returned.patch],
  });
  let written: KubernetesObject;
  try {
    await deps.store.assertCurrent(run.claim);
    await deps.effects.run("return.dry-run", () =>
      deps.writer.patch({ ...request, dryRun: true }, run.signal),
    );
    await deps.store.assertCurrent(run.claim);
    written = await deps.effects.run("return.patch", () =>
      deps.writer.patch({ ...request, dryRun: false }, run.signal),
    );
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    // Tried again as long as a proof may take; then a person must know what stands there.
    if (error.retryable && secondsReturning(deps, attempt) <= mostSeconds(deps, attempt)) throw error;
    // Somebody was faster: the next look decides by what stands there, as often as it takes.
    if (isReason(error, "conflict")) return lookAgain(deps, run, messageOf(error));
    return failReturn(deps, run, { incident, attempt, reason: messageOf(error), object });
  }
  const returnOf = { attempt: begun, cluster: incident.cluster, object: written };
  return checkReturn(deps, run, await recordReturn(deps, run, returnOf));
}

async function beginReturn(deps: RemediationDeps, run: Run, attempt: Attempt): Promise<Attempt> {
  const steps = [...attempt.steps, "return:begun"];
  await deps.store.withClaim("return.begin", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { steps });
    await tx.note("returning", {
      text: `putting attempt ${attempt.number} back: ${attempt.failure ?? "it did not hold"}`,
      input: { attemptId: attempt.id },
      output: { inverse: attempt.plan.actions.flatMap(({ inverse }) => inverse) },
    });
  });
  return { ...attempt, steps };
}

async function lookAgain(deps: RemediationDeps, run: Run, reason: string): Promise<void> {
  await deps.store.withClaim("return.record", run.claim, async (tx) => {
    await tx.advance(
      { type: "waiting", until: after(deps.clock.now(), CHECK_SECONDS), reason },
      { text: `the return waits: ${reason}`, input: { reason }, output: {} },
    );
  });
}

async function recordReturn(
  deps: RemediationDeps,
  run: Run,
  written: { attempt: Attempt; cluster: string; object: KubernetesObject },
): Promise<Attempt> {
  const { attempt, cluster, object } = written;
  const at = deps.clock.now();
  const steps = [...attempt.steps, "return:0"];
  const verification = { ...attempt.verification, lastCheckedAt: at.toISOString() };
  const action = mainAction(attempt.plan);
  await deps.store.withClaim("return.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { steps, verification });
    for (const field of fieldsOf(action)) {
      const ours = action.patch.find((one) => one.op !== "test" && one.path === field.pointer);
      const before = fieldText(ours === undefined ? null : writtenBy(ours));
      const now = fieldText(valueAt(object, field.pointer));
      const key = { cluster, targetKey: objectKey(action.target), path: field.key };
      await recordWrite(tx.db, key, { before, after: now, at, counts: false });
    }
    await tx.note("returned", {
      text: `${describeRef(action.target)} has its earlier values again`,
      input: { attemptId: attempt.id },
      output: { generation: object.metadata.generation },
    });
  });
  return { ...attempt, steps, verification };
}

/** The return is verified when our fields equal the pre-image, the generation is observed and nothing is worse than before. */
async function checkReturn(deps: RemediationDeps, run: Run, attempt: Attempt): Promise<void> {
  const incident = await readIncident(deps, run.claim.incidentId);
  const seen = await readProof(deps, attempt, run.signal);
  if (seen === undefined)
    return failReturn(deps, run, { incident, attempt, reason: "the object is not there any more" });
  const { object, state } = seen;
  const config = await configHolds(deps, attempt, run.signal);
  if (!config.earlier || !holdsValues(object, mainAction(attempt.plan).inverse))
    return failReturn(deps, run, {
      incident,
      attempt,
      reason: "somebody else changed the fields after they were put back",
      object,
    });
  await tellWorkload(deps, run, attempt, {
    key: "returned",
    type: "Warning",
    reason: "AutofixRolledBack",
    message: `Attempt ${attempt.number} did not hold and was put back: ${attempt.failure ?? ""}`,
  });
  const isObserved = object.kind === "Pod" || state.observedGeneration >= state.generation;
  const isOrdered = attempt.plan.actions.some(({ type }) => type === "ReplaceStuckPods");
  const stuck = isOrdered && isObserved ? stuckAfterReturn(attempt.before, state) : [];
  if (stuck.length > 0) {
    await deletePods(deps, run, object.metadata.namespace ?? "", stuck);
    return lookAgain(deps, run, "waiting for the pods of the failed revision to be replaced");
  }
  const worse = worseThanBefore(attempt.before, state);
  if (isObserved && worse === undefined) return endReturn(deps, run, { incident, attempt });
  if (secondsReturning(deps, attempt) > mostSeconds(deps, attempt))
    return failReturn(deps, run, {
      incident,
      attempt,
      reason: isObserved ? `worse than before the change: ${worse}` : "the controller has not seen it",
      object,
    });
  return lookAgain(
    deps,
    run,
    isObserved ? `waiting until it is no worse than before: ${worse}` : "waiting for the controller",
  );
}

/** Since the failure was seen or, once it is written, since the return. */
function secondsReturning(deps: RemediationDeps, attempt: Attempt): number {
  const since = attempt.verification.lastCheckedAt;
  const from = since === null ? (attempt.appliedAt ?? attempt.startedAt) : new Date(since);
  return secondsBetween(from, deps.clock.now());
}

function mostSeconds(deps: RemediationDeps, attempt: Attempt): number {
  return 2 * deps.settings.verifyTimeoutSeconds + mainAction(attempt.plan).proof.soakSeconds;
}
