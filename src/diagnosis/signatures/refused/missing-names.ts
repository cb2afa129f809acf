import type { NextStep } from "../../../domain/handover.ts";
import { describeRef } from "../../../domain/object-ref.ts";
import { recordOf, refOf } from "../../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { nearNames, onlySlip } from "../../near-name.ts";
import { refusedScene } from "../../refusals/refused-scene.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** The ServiceAccount that the pods run as does not exist. */
export const serviceAccountMissing: Signature = {
  name: "service-account-missing",
  family: "scheduling",
  explains: [
    {
      cause: "service-account-missing",
      evidence: [
        "the condition ReplicaFailure and FailedCreate events, in the API server's own words",
        "ServiceAccounts of near names",
      ],
      repairs: ["SetReference"],
    },
  ],
  diagnose(facts) {
    const refusal = refusedScene(facts)?.refusal;
    if (refusal?.kind !== "service-account") return [];
    const { namespace } = facts.object;
    return missing(facts, {
      cause: "service-account-missing",
      of: "ServiceAccount",
      field: "serviceAccountName",
      name: refusal.name,
      present: facts.around.serviceAccounts.map(({ metadata }) => metadata.name),
      step: {
        text: "Create it if it should exist: it then has no permissions until it is bound to a role",
        command: `kubectl create serviceaccount ${refusal.name} -n ${namespace}`,
      },
    });
  },
};

/** The PriorityClass that the pods name does not exist. */
export const priorityClassMissing: Signature = {
  name: "priority-class-missing",
  family: "scheduling",
  explains: [
    {
      cause: "priority-class-missing",
      evidence: [
        "the condition ReplicaFailure and FailedCreate events, in the API server's own words",
        "PriorityClasses of near names",
      ],
      repairs: ["SetReference"],
    },
  ],
  diagnose(facts) {
    const refusal = refusedScene(facts)?.refusal;
    if (refusal?.kind !== "priority-class") return [];
    return missing(facts, {
      cause: "priority-class-missing",
      of: "PriorityClass",
      field: "priorityClassName",
      name: refusal.name,
      // The cluster's own classes are never what an application meant.
      present: facts.around.priorityClasses
        .map(({ metadata }) => metadata.name)
        .filter((name) => !name.startsWith("system-")),
      step: {
        text: "Create it if it should exist",
        command: `kubectl create priorityclass ${refusal.name} --value=VALUE`,
      },
    });
  },
};

interface Missing {
  cause: "service-account-missing" | "priority-class-missing";
  of: "ServiceAccount" | "PriorityClass";
  field: string;
  name: string;
  present: string[];
  step: NextStep;
}

function missing(facts: Facts, { cause, of, field, name, present, step }: Missing) {
  const meant = onlySlip(name, present);
  const near = nearNames(name, present).map((one) => one.name);
  const written = recordOf(facts.template?.raw.spec)[field];
  const repair =
    meant === undefined || written !== name
      ? null
      : templateRepair(facts, "SetReference", {
          of,
          part: "name",
          changes: [{ pointer: `/${field}`, from: name, to: meant }],
          from: name,
          to: meant,
          basis: `${meant} is the only ${of} of a near name`,
        });
  const candidates =
    near.length === 0
      ? `there are ${present.slice(0, 8).join(", ") || "none"}`
      : `near it are ${near.slice(0, 5).join(", ")}`;
  return [
    found(cause, {
      confidence: unlessNew(facts, 0.97, (spec) => spec[field]),
      sentence: `No pod of ${describeRef(facts.object)} is created: ${of} ${name} does not exist (${candidates}).`,
      support: refusedScene(facts)?.support ?? [],
      object: refOf(facts.workload),
      repair,
      advice: [step, { text: `Or name another in the template (${field})` }],
    }),
  ];
}
