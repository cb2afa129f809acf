import type { AdmissionRequest } from "../admission/admission-review.ts";
import { at, listOf, textAt } from "../admission/json-value.ts";
import { type Decision, refused } from "../admission/refusal.ts";
import { mayWrite, type ReadAttempt } from "../ledger-attempt.ts";
import { endsGently } from "./gentle-end.ts";

/** Labels by which the controllers mark a pod's revision. */
const REVISION_LABELS = ["pod-template-hash", "controller-revision-hash"];

/** One pod that blocks a rollout, after the change or after its return. */
export function reviewPodDeletion(attempt: ReadAttempt, request: AdmissionRequest, now: Date): Decision {
  const { row, plan } = attempt;
  const pod = request.oldObject;
  const uid = textAt(pod, "metadata", "uid");
  const replace = plan.actions.find((one) => one.type === "ReplaceStuckPods");
  if (replace === undefined) return refused("no-attempt", "no plan deletes pods of this workload");
  // A collection is deleted under no name; and without the UID another pod of the name could be the one that goes.
  if (request.name === "" || uid === "" || textAt(request.options, "preconditions", "uid") !== uid)
    return refused("other-object", "a pod is deleted by its name and UID alone");
  if (!endsGently(pod, request.options))
    return refused("outside-bounds", "a pod that runs is given its own time to end");
  const isReturn = row.steps.includes("return:0");
  if (!isReturn && !row.steps.includes("apply:0"))
    return refused("not-this-step", "the change comes before its pods");
  const allowed = mayWrite(attempt, isReturn ? "return" : "pods", now);
  if (!allowed.isAdmitted) return allowed;
  const labels = at(pod, "metadata", "labels");
  const revision = REVISION_LABELS.map((name) => textAt(labels, name)).find((one) => one !== "") ?? "";
  const isOld = revision === replace.parameters.oldRevision;
  const isMeant = isReturn ? !isOld && !row.podsBefore.includes(uid) : isOld;
  if (!isMeant) return refused("other-object", "the pod is of another revision than the plan replaces");
  return isReady(pod) ? refused("other-object", "the pod is ready") : allowed;
}

/** Whether a pod belongs to the workload that a plan is about. */
export function isPodOf(pod: unknown, workloadUid: string): boolean {
  const owners = listOf(at(pod, "metadata", "ownerReferences"));
  return owners.some((owner) => at(owner, "controller") === true && at(owner, "uid") === workloadUid);
}

function isReady(pod: unknown): boolean {
  const conditions = listOf(at(pod, "status", "conditions"));
  return conditions.some((one) => at(one, "type") === "Ready" && at(one, "status") === "True");
}
