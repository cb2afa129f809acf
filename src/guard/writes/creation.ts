import type { AdmissionRequest } from "../admission/admission-review.ts";
import { at, isObject, objectOf, textAt } from "../admission/json-value.ts";
import { type Decision, refused } from "../admission/refusal.ts";
import { firstDifference } from "../admission/same-object.ts";
import { mayWrite, type ReadAttempt } from "../ledger-attempt.ts";
import { TRAIL } from "./outer-metadata.ts";
import { type Made, plannedJob } from "./planned-job.ts";
import { plannedService } from "./planned-service.ts";

const KNOWN = ["apiVersion", "kind", "metadata", "spec", "status"];

/** A Job that is run again, or a Service that is made again, exactly as the ledger has it. */
export function reviewCreation(attempt: ReadAttempt, request: AdmissionRequest, now: Date): Decision {
  const { row, action } = attempt;
  if (row.steps.includes("apply:0"))
    return refused("not-this-step", `attempt ${row.number} has made its object already`);
  const made =
    action.type === "RunJobAgain"
      ? plannedJob(action, row.preImage)
      : action.type === "RecreateService"
        ? plannedService(action)
        : undefined;
  if (made === undefined) return refused("no-attempt", "no plan makes such an object");
  const name = textAt(request.object, "metadata", "name");
  if (name !== made.name) return refused("other-object", "the plan makes an object of another name");
  const allowed = mayWrite(attempt, "forward", now);
  if (!allowed.isAdmitted) return allowed;
  const difference = differenceOf(made, request.object, {
    [TRAIL[0] ?? ""]: row.incidentId,
    [TRAIL[1] ?? ""]: String(row.number),
    [TRAIL[2] ?? ""]: `kube-autofix: ${action.sentence}`,
  });
  return difference === undefined
    ? allowed
    : refused("other-change", `${difference} is not as the ledger has it`);
}

function differenceOf(made: Made, object: unknown, own: Record<string, string>): string | undefined {
  const sent = made.asSent(object);
  const spec = objectOf(at(sent, "spec"));
  const added = Object.keys(spec).filter((key) => !Object.hasOwn(made.spec, key));
  const foreign = added.find((key) => made.byServer[key]?.(spec[key], object) !== true);
  if (foreign !== undefined) return `/spec/${foreign}`;
  const rest = Object.keys(objectOf(sent)).find((key) => !KNOWN.includes(key));
  if (rest !== undefined) return `/${rest}`;
  const planned = { ...made.spec, ...Object.fromEntries(added.map((key) => [key, spec[key]])) };
  const inSpec = firstDifference(planned, spec, made.defaulted);
  if (inSpec !== undefined) return `/spec${inSpec}`;
  const inMetadata = firstDifference(
    { metadata: { ...made.metadata, annotations: { ...objectOf(made.metadata.annotations), ...own } } },
    { metadata: relevant(sent) },
    [],
  );
  return inMetadata;
}

/** All that is written at a creation; identity and time are the server's. */
function relevant(object: unknown): Record<string, unknown> {
  const {
    uid: _uid,
    creationTimestamp: _time,
    name: _name,
    namespace: _namespace,
    ...rest
  } = objectOf(at(object, "metadata"));
  return Object.fromEntries(
    Object.entries(rest).filter(([, value]) => !isObject(value) || Object.keys(value).length > 0),
  );
}
