import { allows } from "./judge-rules.ts";
import type { Right } from "./right.ts";
import type { Rules } from "./rules-review.ts";

/** Those of the rights that are not given there; undefined where that cannot be found out. */
export type Missing = (
  rights: readonly Right[],
  where: { namespace: string | undefined; signal: AbortSignal },
) => Promise<Right[] | undefined>;

/** All that is allowed in a namespace; undefined where the API server does not say. */
export type RulesIn = (namespace: string, signal: AbortSignal) => Promise<Rules | undefined>;

/** By what the API server lists, which is one question a namespace; what it lists by half proves nothing. */
export function missingByRules(rulesIn: RulesIn): Missing {
  return async (rights, { namespace = "default", signal }) => {
    const read = await rulesIn(namespace, signal);
    if (read === undefined || read.isIncomplete) return undefined;
    return rights.filter((right) => !allows(read.rules, right));
  };
}
