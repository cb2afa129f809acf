import type { NextStep } from "../../../domain/handover.ts";
import { describeRef } from "../../../domain/object-ref.ts";
import { logDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { failedCalls, type ToldCall } from "../../logs/failed-calls.ts";
import { resolveHost } from "../../network/resolve-host.ts";
import { referencesOf } from "../../objects/references.ts";
import { unlessRelease } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** Whoever is called answers, and does not let it in: neither memory nor the network is at fault. */
export const credentialsRefused: Signature = {
  name: "credentials-refused",
  family: "access",
  explains: [
    {
      cause: "credentials-refused",
      evidence: [
        "the log: authentication failed, access denied for a user, 401 or 403 of an address",
        "the Secrets and ConfigMaps that the container takes its settings from, by name",
      ],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const call = failedCalls(facts).find((one) => one.problem === "denied" && isOfCredentials(facts, one));
    if (call === undefined) return [];
    const who = call.to === undefined ? "what it calls" : call.to.host;
    const sources = sourcesOf(facts, call);
    const from = sources.length === 0 ? "" : `; it takes its settings from ${sources.slice(0, 4).join(", ")}`;
    return [
      found("credentials-refused", {
        confidence: unlessRelease(facts, call.to === undefined ? 0.82 : 0.91),
        sentence: `${describeRef(facts.object)} is refused by ${who}: ${call.line.slice(0, 200)}${from}.`,
        support: [logDraft(call.at.log, facts.object.namespace, call.line, facts.at)],
        advice: steps(facts, sources),
      }),
    ];
  },
};

/** Somebody outside says 403 for many reasons; a Service of the cluster that is asked by its workloads hardly does. */
function isOfCredentials(facts: Facts, { to, line }: ToldCall): boolean {
  const isAnswer = /\b40[13]\b/.test(line) && !/authenticat|password|credential/i.test(line);
  return !isAnswer || (to !== undefined && resolveHost(facts, to).kind === "service");
}

/** Secrets first: they are what credentials are kept in. */
function sourcesOf({ template }: Facts, { at }: ToldCall): string[] {
  if (template === undefined) return [];
  const own = referencesOf(template).filter(
    ({ container, via }) => via !== "pull-secret" && (container === "" || container === at.log.container),
  );
  const words = own.map(({ of, name, key }) => `${of} ${name}${key === null ? "" : ` (${key})`}`);
  return [...new Set(words)].toSorted(
    (a, b) => Number(b.startsWith("Secret")) - Number(a.startsWith("Secret")),
  );
}

function steps({ object }: Facts, sources: readonly string[]): NextStep[] {
  const { kind, namespace, name } = object;
  const [first] = sources.flatMap(
    (one) => /^(Secret|ConfigMap) (\S+)/.exec(one)?.slice(1, 3).join(" ") ?? [],
  );
  return [
    ...(first === undefined
      ? []
      : [
          {
            text: "See when it was changed last, and which keys it has; compare with what the other side expects",
            command: `kubectl get ${first.toLowerCase()} -n ${namespace} --show-managed-fields -o jsonpath='{.metadata.managedFields[*].time}'`,
          },
        ]),
    {
      text: "Correct the credentials there or here, then start the pods anew: they read them at their start",
      command: `kubectl rollout restart -n ${namespace} ${kind.toLowerCase()}/${name}`,
    },
  ];
}
