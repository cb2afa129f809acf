import type { Action } from "../../domain/action.ts";
import type { JudgeInput } from "../rails/rail.ts";
import type { Answer } from "./answer.ts";
import { beyondRuleBounds } from "./bounds-of-a-rule.ts";
import { factsFor } from "./facts-for.ts";
import type { Policy, PolicyRule } from "./policy.ts";
import type { ActionTrace, AskedRule } from "./trace.ts";

/** The audit keeps what was asked, and no more of a long condition than this. */
const KEPT_OF_WHEN = 300;

/** Asks the rules in order about one action, until one matches; writes down what each said. Pure. */
export function askRules(policy: Policy, input: JudgeInput, action: Action): ActionTrace {
  const facts = factsFor(policy, input, action);
  const asked: AskedRule[] = [];
  for (const rule of policy.rules) {
    const result = rule.matches(facts);
    const said = result instanceof Error ? result.message : result ? "matched" : "no";
    asked.push({ rule: rule.name, when: rule.when.slice(0, KEPT_OF_WHEN), said });
    if (result instanceof Error)
      return { action: action.type, asked, answer: { ...denial(rule, result.message), ...told(rule) } };
    if (result) return { action: action.type, asked, answer: answerOf(policy, rule, input, action) };
  }
  return { action: action.type, asked, answer: null };
}

const denial = ({ name }: PolicyRule, why: string): Answer => ({
  verdict: "deny",
  rule: name,
  reason: `the rule could not be worked out: ${why}`,
});

const told = ({ notify }: PolicyRule) => ({ ...(notify !== undefined && { notify }) });

function answerOf(policy: Policy, rule: PolicyRule, input: JudgeInput, action: Action): Answer {
  const beyond = rule.verdict === "deny" ? undefined : beyondRuleBounds(policy, rule, input, action);
  if (beyond !== undefined)
    return {
      verdict: "deny",
      rule: rule.name,
      reason: `beyond what the rule allows: ${beyond}`,
      ...told(rule),
    };
  const { soakSeconds, escalateAfterSeconds, expireAfterSeconds } = rule;
  return {
    verdict: rule.verdict === "observe" ? "auto" : rule.verdict,
    rule: rule.name,
    reason: rule.reason,
    ...(rule.verdict === "observe" && { observedBy: rule.name }),
    ...(rule.approvers === 2 && { approvers: 2 }),
    // Nothing but the card knows who somebody is.
    ...((rule.decideOn === "card" || rule.decidedBy.length > 0) && { decideOn: "card" }),
    ...(rule.decidedBy.length > 0 && { decidedBy: [[...rule.decidedBy]] }),
    ...(rule.modelFound && { modelFound: true }),
    ...(rule.trustsHistory && { trustsHistory: true }),
    ...(soakSeconds !== undefined && { soakSeconds }),
    ...(escalateAfterSeconds !== undefined && { escalateAfterSeconds }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    ...told(rule),
  };
}
