import { isReason, messageOf, OperationError } from "../../core/errors.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { StepAction } from "../actions/catalogue.ts";
import { serviceToCreate } from "../actions/recreate-service.ts";
import { jobToRun } from "../actions/run-job-again.ts";
import { bearsTrail, type Trail } from "../actions/trail.ts";
import { readEvictionRefusal } from "../facts/read-eviction.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { handsOffNow } from "./hands-off-now.ts";
import { staleReason, type WriteResult } from "./write-patch.ts";

/**
 * Carries out an action that is no patch, once: whether it is done already is seen in the cluster (the pod's UID, our
 * mark on what was made), so that a run after a crash changes nothing more.
 */
export async function carryOut(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  action: StepAction,
): Promise<WriteResult> {
  await deps.store.assertCurrent(run.claim);
  if (!(await isDone(deps, run, attempt, action))) {
    const not = staleReason(deps, attempt) ?? (await handsOffNow(deps, run, attempt));
    if (not !== undefined) return { kind: "conflict", reason: not };
    const stopped = await doOnce(deps, run, attempt, action);
    if (stopped !== undefined) return stopped;
  }
  const object = await deps.reader.get(action.target, run.signal);
  return object === undefined
    ? { kind: "conflict", reason: "the object is not there any more" }
    : { kind: "written", object };
}

async function doOnce(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  action: StepAction,
): Promise<WriteResult | undefined> {
  const send = await senderOf(deps, run, attempt, action);
  if (typeof send === "string") return { kind: "conflict", reason: send };
  try {
    await deps.effects.run("apply.dry-run", () => send(true));
    if (deps.settings.isDryRun === true) return { kind: "rehearsed" };
    await deps.store.assertCurrent(run.claim);
    await deps.effects.run("apply.step", () => send(false));
    return undefined;
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const reason = messageOf(error);
    if (isReason(error, "invalid") || isReason(error, "forbidden")) return { kind: "refused", reason };
    if (!isReason(error, "conflict") && !isReason(error, "not-found")) throw error;
    // The answer of an earlier try may have been lost, and an overtaken worker may have been faster.
    return (await isDone(deps, run, attempt, action)) ? undefined : { kind: "conflict", reason };
  }
}

/** What sends the request, for good or as a dry run; a text where it is not to be sent. */
async function senderOf(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  action: StepAction,
): Promise<((dryRun: boolean) => Promise<unknown>) | string> {
  if (action.type === "EvictPod") {
    const { namespace } = action.target;
    const { pod: name, uid } = action.parameters;
    const refusal = await readEvictionRefusal(deps.reader, { namespace, pod: name, uid }, run.signal);
    return (
      refusal ?? ((dryRun) => deps.writer.evictPod({ pod: { namespace, name, uid }, dryRun }, run.signal))
    );
  }
  const manifest = manifestOf(attempt, action);
  return (dryRun) => deps.writer.create({ manifest, dryRun }, run.signal);
}

function manifestOf(attempt: Attempt, action: Exclude<StepAction, { type: "EvictPod" }>): KubernetesObject {
  const trail: Trail = {
    incidentId: attempt.incidentId,
    attemptNumber: attempt.number,
    changeCause: `kube-autofix: ${action.sentence}`,
  };
  // From the pre-image, not from the object as it is by now: what was shown is what is made.
  return action.type === "RunJobAgain"
    ? jobToRun(attempt.preImage as unknown as KubernetesObject, { newName: action.parameters.newName, trail })
    : serviceToCreate(action.target, action.parameters.manifest, trail);
}

async function isDone(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  action: StepAction,
): Promise<boolean> {
  const { namespace } = action.target;
  if (action.type === "EvictPod") {
    const { pod: name, uid } = action.parameters;
    const pod = await deps.reader.get({ apiVersion: "v1", kind: "Pod", namespace, name }, run.signal);
    return pod?.metadata.uid !== uid || pod.metadata.deletionTimestamp !== undefined;
  }
  const made = await deps.reader.get(madeBy(action), run.signal);
  return made !== undefined && bearsTrail(made, attempt.incidentId, attempt.number);
}

/** The object that a step makes. */
export function madeBy(action: Exclude<StepAction, { type: "EvictPod" }>) {
  const { namespace } = action.target;
  return action.type === "RunJobAgain"
    ? { apiVersion: "batch/v1", kind: "Job", namespace, name: action.parameters.newName, uid: "" }
    : { ...action.target, uid: "" };
}
