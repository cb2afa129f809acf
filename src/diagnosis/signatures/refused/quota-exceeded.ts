import { describeRef } from "../../../domain/object-ref.ts";
import { refOf } from "../../../kubernetes/kubernetes-object.ts";
import { tryParseMilli } from "../../../kubernetes/quantity.ts";
import { objectDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { sizesOf } from "../../refusals/container-sizes.ts";
import { demandedSizes } from "../../refusals/demanded-sizes.ts";
import { refusedScene } from "../../refusals/refused-scene.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** The namespace's quota is used up, or demands sizes that the template does not name. */
export const quotaExceeded: Signature = {
  name: "quota-exceeded",
  family: "scheduling",
  explains: [
    {
      cause: "quota-exceeded",
      evidence: [
        "the condition ReplicaFailure and FailedCreate events, in the API server's own words",
        "the quota and what is used of it",
      ],
      repairs: ["SetResources"],
    },
  ],
  diagnose(facts) {
    const scene = refusedScene(facts);
    if (scene?.refusal.kind === "must-specify") {
      const { refusal, support } = scene;
      const demanded = demandedSizes(facts, sizesOf(facts.template), refusal);
      const missing = refusal.missing.map(({ resource }) => resource).join(", ");
      return [
        found("quota-exceeded", {
          confidence: unlessNew(facts, 0.96, resourcesOf),
          sentence: `No pod of ${describeRef(facts.object)} is created: quota ${refusal.quota} demands ${missing} of every container, and the template does not set it.`,
          support,
          repair:
            demanded === undefined ? null : templateRepair(facts, "SetResources", demanded, demanded.isExact),
          advice: [
            {
              text: `Set ${missing} in the template, or give the namespace a LimitRange with defaults`,
              command: `kubectl set resources ${facts.object.kind.toLowerCase()}/${facts.object.name} -n ${facts.object.namespace} --requests=cpu=SIZE,memory=SIZE --limits=cpu=SIZE,memory=SIZE`,
            },
          ],
        }),
      ];
    }
    if (scene?.refusal.kind !== "quota") return [];
    const { quota: name, requested, used, limited } = scene.refusal;
    const quota = facts.quotas.find(({ metadata }) => metadata.name === name);
    const short = Object.keys(requested);
    const told = short.map(
      (one) => `${one}: ${used[one] ?? "?"} of ${limited[one] ?? "?"} used, ${requested[one]} more asked for`,
    );
    const isTooLarge = short.some(
      (one) =>
        (tryParseMilli(requested[one]) ?? 0) > (tryParseMilli(limited[one]) ?? Number.POSITIVE_INFINITY),
    );
    const { namespace } = facts.object;
    return [
      found("quota-exceeded", {
        confidence: unlessNew(facts, 0.95, resourcesOf),
        sentence: isTooLarge
          ? `One pod of ${describeRef(facts.object)} asks for more than quota ${name} allows in all (${told.join("; ")}).`
          : `Quota ${name} leaves no room for the pods of ${describeRef(facts.object)} (${told.join("; ")}).`,
        support: [
          ...scene.support,
          ...(quota === undefined
            ? []
            : [objectDraft({ kind: "ResourceQuota", namespace, name }, facts.at, told.join("; "))]),
        ],
        ...(quota === undefined || isTooLarge ? {} : { object: refOf(quota) }),
        advice: [
          {
            text: "See what uses the quota",
            command: `kubectl describe resourcequota ${name} -n ${namespace}`,
          },
          {
            text: "Raise the quota, or scale down what matters less in the namespace",
            command: `kubectl patch resourcequota ${name} -n ${namespace} --type merge -p '${JSON.stringify({ spec: { hard: Object.fromEntries(short.map((one) => [one, "NEW"])) } })}'`,
          },
        ],
      }),
    ];
  },
};

const resourcesOf = ({ containers }: Record<string, unknown>) =>
  Array.isArray(containers) ? containers.map((one: Record<string, unknown>) => one.resources) : [];
