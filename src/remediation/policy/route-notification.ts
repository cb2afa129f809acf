import type { Route } from "../../domain/route.ts";
import type { NotifyFacts } from "./notify-facts.ts";
import type { NotifyRule } from "./notify-rule.ts";

const HOME: Route = { rule: null, chat: null, escalateTo: null, mention: [], bots: null, timeZone: null };

/**
 * The first rule that matches; where none does, what the environment names. A rule that cannot be worked out is passed
 * over: a message to the usual chat is better than none. `named` is the one that the rule which decided names. Pure.
 */
export function routeFor(
  rules: readonly NotifyRule[],
  facts: NotifyFacts,
  onFault: (rule: string, fault: Error) => void,
  named?: string,
): Route {
  // A rule that is gone from the policy since names nobody.
  const chosen = rules.find(({ name }) => name === named);
  for (const rule of chosen === undefined ? rules : [chosen]) {
    const answer = chosen !== undefined || rule.matches(facts);
    if (answer instanceof Error) onFault(rule.name, answer);
    else if (answer)
      return {
        rule: rule.name,
        chat: rule.chat ?? null,
        escalateTo: rule.escalateTo ?? null,
        mention: rule.mention,
        bots: rule.bots ?? null,
        timeZone: rule.timeZone ?? null,
      };
  }
  return HOME;
}
