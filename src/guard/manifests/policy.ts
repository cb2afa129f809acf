import { boundsWithin, everWritten, type Names, SOURCES } from "./policy-bounds.ts";
import { isOwnCall, type ManifestOptions } from "./webhook.ts";

const VARIABLES: Names = {
  write: "variables.write",
  oldPod: "variables.oldPod",
  newPod: "variables.newPod",
};

/** The same outer bounds as the guard's own, judged by the API server itself: they hold while the guard is down. */
export function admissionPolicy({ name, user }: ManifestOptions) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope: "*" },
        ],
      },
      matchConditions: [
        { name: "own-calls-out-of-bounds", expression: `${isOwnCall(user)} && ${isOutOfBounds(name)}` },
      ],
      variables: Object.entries(SOURCES).map(([variable, expression]) => ({ name: variable, expression })),
      validations: [everWritten(VARIABLES), ...boundsWithin(VARIABLES, name)],
    },
  };
}

/**
 * That one of the validations would not hold, in one expression. The API server makes all of an object anew for the match
 * conditions, for the validations and for their messages, and runs each expression by itself; a write within the bounds, as
 * every write of the service is meant to be, costs the first of these alone. What this expression cannot work out is
 * refused, as by the validations. The names are bound by lists of one: conditions know no variables.
 */
function isOutOfBounds(name: string): string {
  const bound: Names = { write: "write", oldPod: "oldPod", newPod: "newPod" };
  const isWithin = boundsWithin(bound, name).map(({ expression }) => `(${expression})`);
  const inPods = `[${SOURCES.oldPod}].exists(oldPod, [${SOURCES.newPod}].exists(newPod, !(${isWithin.join(" && ")})))`;
  return `[${SOURCES.write}].exists(write, !(${everWritten(bound).expression}) || ${inPods})`;
}

export function admissionPolicyBinding({ name }: ManifestOptions) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  };
}
