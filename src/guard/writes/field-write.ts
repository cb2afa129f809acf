import type { Action } from "../../domain/action.ts";
import type { JsonPatch } from "../../domain/json-patch.ts";
import type { AdmissionRequest } from "../admission/admission-review.ts";
import { plannedObject } from "../admission/planned-object.ts";
import { type Decision, refused } from "../admission/refusal.ts";
import { firstDifference } from "../admission/same-object.ts";
import { mayWrite, type ReadAttempt } from "../ledger-attempt.ts";

/** An update of the target: the plan's own change, or its return, field by field and value by value. */
export function reviewFieldWrite(attempt: ReadAttempt, request: AdmissionRequest, now: Date): Decision {
  const { row, action } = attempt;
  const wanted = action.type === "ResizePod" ? "resize" : "";
  if (action.patch.length === 0 || request.subResource !== wanted)
    return refused("not-this-step", `${action.type} writes no such thing`);
  const isReturn = row.steps.includes("return:begun");
  const allowed = mayWrite(attempt, isReturn ? "return" : "forward", now);
  if (!allowed.isAdmitted) return allowed;
  if (row.steps.includes(isReturn ? "return:0" : "apply:0"))
    return refused("not-this-step", `attempt ${row.number} has written already`);
  const patch = isReturn ? returnOf(action, request.oldObject) : action.patch;
  const planned = plannedObject(request.oldObject, patch);
  if (planned === undefined) return refused("other-change", "the object is not what the plan relies on");
  const written = patch.filter(({ op }) => op !== "test").map(({ path }) => path);
  const difference = firstDifference(planned, request.object, written);
  return difference === undefined
    ? allowed
    : refused("other-change", `${difference === "" ? "the object" : difference} would not be as planned`);
}

const TRAIL = "/metadata/annotations";

/** An annotation that somebody else wrote since is left as it is; every other operation must hold. */
function returnOf(action: Action, object: unknown): JsonPatch {
  const foreign = action.inverse
    .filter((one) => one.op === "test" && one.path.startsWith(TRAIL))
    .filter((one) => plannedObject(object, [one]) === undefined)
    .map(({ path }) => path);
  return action.inverse.filter(({ path }) => !foreign.includes(path));
}
