import type { NextStep } from "../../domain/handover.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Candidate } from "../candidate.ts";
import { type MissingReference, missingReference } from "../configuration/missing-reference.ts";
import { keysOf, nearConfigs } from "../configuration/near-config.ts";
import { whyNoSlip } from "../configuration/ran-with.ts";
import { setReference } from "../configuration/set-reference.ts";
import { objectDraft } from "../evidence-drafts.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { nearNames } from "../near-name.ts";
import { keysUsed, referencesOf } from "../objects/references.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";

const STATE = "container-status: CreateContainerConfigError, or FailedMount events, with the name or the key";

/** A ConfigMap, or a key of one, that the pod asks for and that is not there. */
export const configMissing: Signature = {
  name: "config-missing",
  family: "configuration",
  explains: [
    {
      cause: "config-missing",
      evidence: [STATE, "ConfigMaps of near names, with their keys"],
      repairs: ["SetReference"],
    },
    {
      cause: "config-key-missing",
      evidence: [STATE, "the keys that the ConfigMap has"],
      repairs: ["SetReference"],
    },
  ],
  diagnose(facts) {
    const missing = missingReference(facts);
    if (missing?.of !== "ConfigMap") return [];
    return [missing.key === null ? missingObject(facts, missing) : missingKey(facts, missing, missing.key)];
  },
};

function missingObject(facts: Facts, missing: MissingReference): Candidate {
  const { name, trouble } = missing;
  const noSlip = whyNoSlip(facts, missing);
  const near = noSlip === undefined ? nearConfigs(facts, name) : [];
  const [only, ...more] = near.filter(({ isSlip }) => isSlip);
  // Without a slip a name with a word more may be meant; that is for a person to say, and only where keys speak for it.
  const likely = only ?? (near.length === 1 && near[0]?.keysUsed.length !== 0 ? near[0] : undefined);
  const chosen = more.length === 0 ? likely : undefined;
  const keys = chosen?.keysUsed ?? [];
  const isExclusive = chosen?.isSlip === true && (keys.length > 0 || !chosen.isUsedByOthers);
  const basis =
    chosen === undefined
      ? ""
      : `ConfigMap ${chosen.name} is the only one of a near name${keys.length === 0 ? "" : ` that holds ${keys.join(", ")}`}`;
  return found("config-missing", {
    confidence: 0.93,
    sentence: `${describeRef(facts.object)} asks for ConfigMap ${name}, which does not exist${basis === "" ? "" : `; ${basis}`}${noSlip === undefined ? "" : `; ${noSlip}, so it was there and is gone`}.`,
    support: [
      ...troubleEvidence(facts, trouble),
      ...near
        .slice(0, 3)
        .map((one) =>
          objectDraft(
            { kind: "ConfigMap", namespace: facts.object.namespace, name: one.name },
            facts.at,
            `ConfigMap ${one.name} has a near name and every key that is used`,
          ),
        ),
    ],
    repair:
      chosen === undefined ? null : setReference(facts, missing, { to: chosen.name, basis, isExclusive }),
    advice: [createStep(facts, name)],
  });
}

function missingKey(facts: Facts, missing: MissingReference, key: string): Candidate {
  const { name, trouble } = missing;
  const configMap = facts.around.configMaps.find(({ metadata }) => metadata.name === name);
  const present = configMap === undefined ? [] : keysOf(configMap);
  const noSlip = whyNoSlip(facts, missing);
  const near = noSlip === undefined ? nearNames(key, present) : [];
  const slips = near.filter(({ nearness }) => nearness === "typo");
  const only = slips.length === 1 ? slips[0] : undefined;
  const basis = only === undefined ? "" : `its only near key is ${only.name}`;
  return found("config-key-missing", {
    confidence: 0.93,
    sentence: `${describeRef(facts.object)} asks for the key ${key} of ConfigMap ${name}, which has ${present.length === 0 ? "none that could be read" : present.slice(0, 8).join(", ")}${basis === "" ? "" : `; ${basis}`}${noSlip === undefined ? "" : `; ${noSlip}, so the key was there and is gone`}.`,
    support: [
      ...troubleEvidence(facts, trouble),
      ...(configMap === undefined
        ? []
        : [
            objectDraft(
              { kind: "ConfigMap", namespace: facts.object.namespace, name },
              facts.at,
              `ConfigMap ${name} has the keys ${present.join(", ")}`,
            ),
          ]),
    ],
    repair:
      only === undefined ? null : setReference(facts, missing, { to: only.name, basis, isExclusive: true }),
    advice: [
      configMap?.immutable === true
        ? { text: `ConfigMap ${name} is immutable: make a new one with the key, and refer to that` }
        : {
            text: "Add the key",
            command: `kubectl patch configmap ${name} -n ${facts.object.namespace} --type merge -p '{"data":{"${key}":"VALUE"}}'`,
          },
    ],
  });
}

function createStep(facts: Facts, name: string): NextStep {
  const keys = facts.template === undefined ? [] : keysUsed(referencesOf(facts.template), "ConfigMap", name);
  const literals = (keys.length === 0 ? ["KEY"] : keys).map((key) => ` --from-literal=${key}=VALUE`).join("");
  return {
    text:
      keys.length === 0
        ? "Make the ConfigMap"
        : `Make the ConfigMap with the keys that are used: ${keys.join(", ")}`,
    command: `kubectl create configmap ${name} -n ${facts.object.namespace}${literals}`,
  };
}
