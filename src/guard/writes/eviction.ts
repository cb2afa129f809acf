import type { AdmissionRequest } from "../admission/admission-review.ts";
import { at, textAt } from "../admission/json-value.ts";
import { type Decision, refused } from "../admission/refusal.ts";
import { mayWrite, type ReadAttempt } from "../ledger-attempt.ts";

/** One pod through its eviction, which keeps the budgets. */
export function reviewEviction(attempt: ReadAttempt, request: AdmissionRequest, now: Date): Decision {
  const { row, action } = attempt;
  if (action.type !== "EvictPod") return refused("no-attempt", "no plan evicts this pod");
  if (row.steps.includes("apply:0"))
    return refused("not-this-step", `attempt ${row.number} has evicted its pod already`);
  const { pod, uid } = action.parameters;
  const asked = textAt(request.object, "deleteOptions", "preconditions", "uid");
  if (
    request.name !== pod ||
    textAt(request.object, "metadata", "name") !== pod ||
    asked !== uid ||
    uid === ""
  )
    return refused("other-object", "another pod than the plan's, or without its UID");
  // As it was sent: the pod, and with it its own time to end, is not in the request.
  if ((at(request.object, "deleteOptions", "gracePeriodSeconds") ?? null) !== null)
    return refused("outside-bounds", "a pod is given its own time to end");
  return mayWrite(attempt, "forward", now);
}
