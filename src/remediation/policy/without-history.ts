import type { Action } from "../../domain/action.ts";
import type { JudgeInput } from "../rails/rail.ts";
import { type Answer, demandsOf, observed, stricter } from "./answer.ts";
import { askRules } from "./ask-rules.ts";
import { byDefault } from "./default-answer.ts";
import type { Policy, PolicyRule } from "./policy.ts";
import type { ActionTrace } from "./trace.ts";

/**
 * Asks the rules with what was learned of earlier tries, and as if nothing had been: the stricter answer counts, with all that
 * either wants of people. Whoever makes failures come and go writes what is learned, so that it may turn a verdict down,
 * and up only by a rule that says `trustsHistory`. It need not be the rule that names the figures: one that stops matching
 * lets the next one decide. Pure.
 */
export function askWithHistory(policy: Policy, input: JudgeInput, action: Action): ActionTrace {
  const learned = askRules(policy, input, action);
  if (input.experience == null || !policy.rules.some(mayReadHistory)) return learned;
  const answer = learned.answer ?? byDefault(input);
  if (answer.trustsHistory === true) return learned;
  const unlearned = askRules(policy, { ...input, experience: null }, action).answer ?? byDefault(input);
  if (unlearned.rule === answer.rule && unlearned.verdict === answer.verdict) return learned;
  return {
    ...learned,
    answer: bothOf(answer, unlearned),
    withoutHistory: { verdict: unlearned.verdict, rule: unlearned.rule },
  };
}

/** The name stands in the text of every condition that reads it, whatever it does with it. */
const mayReadHistory = ({ when }: Pick<PolicyRule, "when">): boolean => /\bhistory\b/.test(when);

function bothOf(answer: Answer, unlearned: Answer): Answer {
  const { verdict, rule, reason } = stricter(answer, unlearned);
  const isHeld = verdict !== answer.verdict;
  const why = `only earlier tries speak for more, and ${answer.rule} does not say trustsHistory`;
  return {
    verdict,
    rule,
    reason: isHeld ? `${reason} (${why})` : reason,
    ...demandsOf("approve", [answer, unlearned]),
    ...observed([answer, unlearned]),
    ...(answer.modelFound === true && unlearned.modelFound === true && { modelFound: true }),
  };
}
