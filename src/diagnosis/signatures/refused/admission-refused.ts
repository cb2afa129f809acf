import { describeRef, type ObjectRef } from "../../../domain/object-ref.ts";
import { found } from "../../found.ts";
import type { CreationRefusal } from "../../refusals/creation-refusal.ts";
import { refusedScene } from "../../refusals/refused-scene.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** A webhook or a policy of the cluster refuses the pods, or cannot be asked. Changing either is for a person. */
export const admissionRefused: Signature = {
  name: "admission-refused",
  family: "access",
  explains: [
    {
      cause: "admission-refused",
      evidence: ["the condition ReplicaFailure and FailedCreate events, in the API server's own words"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const scene = refusedScene(facts);
    const told = scene && tell(scene.refusal);
    if (scene === undefined || told === undefined) return [];
    const { sentence, step, command, object } = told;
    return [
      found("admission-refused", {
        confidence: unlessNew(facts, 0.95, (spec) => spec),
        sentence: `No pod of ${describeRef(facts.object)} is created: ${sentence}.`,
        support: scene.support,
        ...(object === undefined ? {} : { object }),
        advice: [{ text: step, command }],
      }),
    ];
  },
};

interface Told {
  sentence: string;
  step: string;
  command: string;
  object?: ObjectRef;
}

function tell(refusal: CreationRefusal): Told | undefined {
  switch (refusal.kind) {
    case "webhook":
      return {
        sentence: `the admission webhook ${refusal.name} refuses it: ${refusal.says}`,
        step: "Change the template as the webhook demands, or its rule",
        command: "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations",
      };
    case "policy":
      return {
        sentence: `the admission policy ${refusal.name} refuses it: ${refusal.says}`,
        step: "Change the template as the policy demands, or the policy",
        command: `kubectl get validatingadmissionpolicy ${refusal.name} -o yaml`,
      };
    case "webhook-unreachable": {
      const object = serviceIn(refusal.says);
      return {
        sentence: `the admission webhook ${refusal.name} does not answer, and nothing is created without it: ${refusal.says}`,
        step: "Bring the webhook's Service back, or take its configuration away if it was left behind",
        command:
          object === undefined
            ? "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations"
            : `kubectl get service,endpointslices -n ${object.namespace}`,
        ...(object === undefined ? {} : { object }),
      };
    }
    case "runtime-class":
      return {
        sentence: `RuntimeClass ${refusal.name} does not exist`,
        step: "Name a RuntimeClass that exists, or none",
        command: "kubectl get runtimeclass",
      };
    default:
      return undefined;
  }
}

/** Webhooks are called at https://SERVICE.NAMESPACE.svc:PORT/PATH. */
function serviceIn(says: string): ObjectRef | undefined {
  const match = /https:\/\/([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc[:/]/.exec(says);
  // A Service that does not exist cannot be worked on: whoever left the webhook's configuration behind must.
  if (match === null || /service "[^"]{1,253}" not found/.test(says)) return undefined;
  const [, name = "", namespace = ""] = match;
  return { apiVersion: "v1", kind: "Service", namespace, name, uid: "" };
}
