import type { Verdict } from "../../domain/verdict.ts";
import { namedForAll } from "./deciders.ts";
import type { Policy } from "./policy.ts";

/** Several rules that match may leave nobody, or one person where two are wanted: a question that would only expire. */
export function isNobodysToDecide(policy: Policy, { decidedBy, approvers }: Verdict): boolean {
  return decidedBy !== undefined && namedForAll(policy, decidedBy).size < (approvers ?? 1);
}
