import { describeRef } from "../../domain/object-ref.ts";
import type { Candidate } from "../candidate.ts";
import { type MissingReference, missingReference } from "../configuration/missing-reference.ts";
import { referencesOfOthers } from "../configuration/near-config.ts";
import { whyNoSlip } from "../configuration/ran-with.ts";
import { setReference } from "../configuration/set-reference.ts";
import { objectDraft } from "../evidence-drafts.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { onlySlip } from "../near-name.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";

const STATE = "container-status: CreateContainerConfigError, or FailedMount events, with the name or the key";

/** A Secret, or a key of one, that the pod asks for and that is not there. Secrets are not read: others' references tell names. */
export const secretMissing: Signature = {
  name: "secret-missing",
  family: "configuration",
  explains: [
    {
      cause: "secret-missing",
      evidence: [STATE, "Secrets that other workloads refer to"],
      repairs: ["SetReference"],
    },
    {
      cause: "secret-key-missing",
      evidence: [STATE, "keys that other workloads take of it"],
      repairs: ["SetReference"],
    },
  ],
  diagnose(facts) {
    const missing = missingReference(facts);
    return missing?.of === "Secret" ? [candidate(facts, missing)] : [];
  },
};

function candidate(facts: Facts, missing: MissingReference): Candidate {
  const { name, key, trouble } = missing;
  const others = referencesOfOthers(facts).filter(({ of, isOptional }) => of === "Secret" && !isOptional);
  const noSlip = whyNoSlip(facts, missing);
  const known =
    key === null
      ? others.map((one) => ({ name: one.name, by: one.by }))
      : others.flatMap((one) =>
          one.name === name && one.key !== null ? [{ name: one.key, by: one.by }] : [],
        );
  const to =
    noSlip === undefined
      ? onlySlip(
          key ?? name,
          known.map((one) => one.name),
        )
      : undefined;
  const by = known.find((one) => one.name === to)?.by;
  const what = key === null ? `Secret ${name}` : `the key ${key} of Secret ${name}`;
  const basis =
    to === undefined
      ? ""
      : `${by} refers to ${key === null ? "Secret" : "its key"} ${to}, the only near name`;
  const { namespace } = facts.object;
  return found(key === null ? "secret-missing" : "secret-key-missing", {
    confidence: 0.93,
    sentence: `${describeRef(facts.object)} asks for ${what}, which does not exist${basis === "" ? "" : `; ${basis}`}${noSlip === undefined ? "" : `; ${noSlip}, so it was there and is gone`}.`,
    support: [
      ...troubleEvidence(facts, trouble),
      ...(to === undefined
        ? []
        : [objectDraft({ kind: "Secret", namespace, name: key === null ? to : name }, facts.at, basis)]),
    ],
    repair: to === undefined ? null : setReference(facts, missing, { to, basis, isExclusive: false }),
    advice: [
      {
        text:
          key === null ? "Make the Secret" : "See which keys the Secret has, and add the one that is missing",
        command:
          key === null
            ? `kubectl create secret generic ${name} -n ${namespace} --from-literal=KEY=VALUE`
            : `kubectl describe secret ${name} -n ${namespace}`,
      },
    ],
  });
}
