import { DANGERS, OF_EVERYBODY } from "../data/dangers.ts";
import { CLUSTER_READS, EVENTS, READS, WRITES } from "../data/needed-rights.ts";
import { allows, beyond } from "./judge-rules.ts";
import { type Right, rightsOf, rightText } from "./right.ts";
import type { Rule } from "./rules-review.ts";

const KNOWN = new Set(
  [...READS, ...CLUSTER_READS, ...EVENTS, ...Object.values(WRITES).flat(), ...OF_EVERYBODY]
    .flatMap(rightsOf)
    .map(rightText),
);

export interface TooWide {
  /** "get secrets". */
  right: string;
  why: string;
}

/** What the rules give beyond what the service asks for; `webhookName` is the guard's, whose bundle its account keeps. Pure. */
export function tooWide(rules: readonly Rule[], webhookName: string): TooWide[] {
  const isOfGuard = ({ verb, resource }: Right, names: readonly string[]) =>
    resource === "validatingwebhookconfigurations" &&
    ["get", "patch"].includes(verb) &&
    names.length > 0 &&
    names.every((name) => name === webhookName);
  return beyond(rules, (right, names) => KNOWN.has(rightText(right)) || isOfGuard(right, names)).map(
    ({ right, resourceNames }) => ({
      right: `${rightText(right)}${resourceNames.length === 0 ? "" : ` (of ${resourceNames.slice(0, 3).join(", ")})`}`,
      why: reasonOf(right),
    }),
  );
}

/** The worst that it allows. */
function reasonOf(right: Right): string {
  const { verb, group, resource, subresource } = right;
  const path = subresource === "" ? resource : `${resource}/${subresource}`;
  const rule: Rule = { verbs: [verb], apiGroups: [group], resources: [path], resourceNames: [] };
  const reasons = DANGERS.filter(({ rights }) => rightsOf(rights).some((one) => allows([rule], one)));
  return reasons[0]?.why ?? "nothing here asks for it";
}
