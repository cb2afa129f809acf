import type { AdmissionRequest } from "../admission/admission-review.ts";
import { at, isObject, objectOf, textAt } from "../admission/json-value.ts";
import { admitted, type Decision, refused } from "../admission/refusal.ts";

const FIELDS = [
  "apiVersion",
  "kind",
  "metadata",
  "involvedObject",
  "type",
  "reason",
  "message",
  "source",
  "firstTimestamp",
  "lastTimestamp",
  "eventTime",
  "count",
  "reportingComponent",
  "reportingInstance",
];
const METADATA = ["name", "namespace", "uid", "creationTimestamp", "managedFields", "resourceVersion"];
const MAX_MESSAGE = 1024;

/** An Event of our own is small, says one of our words and carries nothing else. */
export function reviewEvent({ object }: AdmissionRequest): Decision {
  const unknown = Object.keys(objectOf(object)).find((key) => !FIELDS.includes(key));
  const inMetadata = Object.keys(objectOf(at(object, "metadata"))).find((key) => !METADATA.includes(key));
  const isWithin =
    unknown === undefined &&
    inMetadata === undefined &&
    /^Autofix[A-Za-z]{1,40}$/.test(textAt(object, "reason")) &&
    ["Normal", "Warning"].includes(textAt(object, "type")) &&
    textAt(object, "message").length <= MAX_MESSAGE &&
    textAt(object, "source", "component") === "kube-autofix" &&
    at(object, "count") === 1 &&
    isObject(at(object, "involvedObject"));
  return isWithin
    ? admitted("an event of our own")
    : refused("outside-bounds", "an Event that this service does not write");
}
