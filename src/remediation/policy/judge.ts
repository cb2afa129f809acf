import type { Verdict } from "../../domain/verdict.ts";
import { forAPerson } from "../actions/action-definition.ts";
import { autonomyOf, autonomyOff } from "../rails/autonomy.ts";
import { ownFailedChange } from "../rails/own-failed-change.ts";
import { ownNamespace } from "../rails/own-namespace.ts";
import { paused } from "../rails/paused.ts";
import { protectedNamespace } from "../rails/protected-namespace.ts";
import type { JudgeInput, Rail } from "../rails/rail.ts";
import { withinBounds } from "../rails/within-bounds.ts";
import type { PolicyFacts } from "./facts.ts";
import { narrowedByExperience } from "./narrowed-by-experience.ts";
import type { Policy } from "./policy.ts";

const RAILS: readonly Rail[] = [
  protectedNamespace,
  ownNamespace,
  autonomyOff,
  paused,
  ownFailedChange,
  withinBounds,
];

type Demands = Pick<Verdict, "approvers" | "decideOn" | "decidedBy">;
type Answer = Pick<Verdict, "verdict" | "rule" | "reason"> & Demands & { modelFound?: boolean };

/** Rails, then the file's rules, then the defaults; then what only narrows. Pure. */
export function judge(policy: Policy, input: JudgeInput): Verdict {
  const { autonomy, from } = autonomyOf(input);
  const answer = byRails(policy, input) ?? byRules(policy, input) ?? byDefault(input);
  const narrowed =
    answer.verdict === "auto"
      ? (narrowedByHint(input) ?? narrowedByEvidence(input, answer) ?? narrowedByExperience(input) ?? answer)
      : answer;
  const capped: Answer =
    narrowed.verdict === "auto" && autonomy === "approve"
      ? {
          verdict: "approve",
          rule: "autonomy-approve",
          reason: `${from} allows no change without a person; else: ${narrowed.reason}`,
        }
      : narrowed;
  const { verdict, rule, reason } = capped;
  // What the rule wants of people holds whoever turned its verdict into a question.
  return { verdict, rule, reason, autonomy, ...(verdict === "approve" && demandsOf([answer])) };
}

/** The strictest of what several rules want of people. */
function demandsOf(answers: readonly Demands[]): Demands {
  const lists = listsOf(answers);
  return {
    ...(answers.some(({ approvers }) => approvers === 2) && { approvers: 2 }),
    ...(answers.some(({ decideOn }) => decideOn === "card") && { decideOn: "card" }),
    ...(lists.length > 0 && { decidedBy: lists }),
  };
}

/** Each list once: whoever decides must stand in every one of them. */
function listsOf(answers: readonly Demands[]): string[][] {
  const lists = answers.flatMap(({ decidedBy }) => decidedBy ?? []);
  return [...new Map(lists.map((names) => [JSON.stringify(names), names])).values()];
}

function byRails(policy: Policy, input: JudgeInput): Answer | undefined {
  for (const rail of RAILS) {
    const denial = rail({ input, ...policy });
    if (denial !== undefined) return { verdict: "deny", ...denial };
  }
  return undefined;
}

/** Each action is asked for; the strictest answer is the plan's. */
function byRules(policy: Policy, input: JudgeInput): Answer | undefined {
  if (policy.rules.length === 0) return undefined;
  const answers = input.draft.actions.map((action) =>
    firstMatch(policy, { ...input.facts, action: { ...input.facts.action, type: action.type } }),
  );
  const matched = answers.filter((answer) => answer !== undefined);
  // An action that no rule speaks of keeps its default, which must not be widened by a rule for its neighbour.
  const all = matched.length < answers.length ? [...matched, byDefault(input)] : matched;
  if (matched.length === 0) return undefined;
  // What a model thought of is promoted action by action: a rule for one must not carry its neighbour along.
  const modelFound = all.every((answer) => answer.modelFound === true);
  return { ...all.reduce(stricter), ...demandsOf(all), modelFound };
}

function firstMatch(policy: Policy, facts: PolicyFacts): Answer | undefined {
  for (const rule of policy.rules) {
    const result = rule.matches(facts);
    if (result instanceof Error)
      return {
        verdict: "deny",
        rule: rule.name,
        reason: `the rule could not be worked out: ${result.message}`,
      };
    if (result)
      return {
        verdict: rule.verdict,
        rule: rule.name,
        reason: rule.reason,
        ...(rule.approvers === 2 && { approvers: 2 }),
        // Nothing but the card knows who somebody is.
        ...((rule.decideOn === "card" || rule.decidedBy.length > 0) && { decideOn: "card" }),
        ...(rule.decidedBy.length > 0 && { decidedBy: [[...rule.decidedBy]] }),
        ...(rule.modelFound && { modelFound: true }),
      };
  }
  return undefined;
}

/** From the strictest. */
const ORDER: readonly Verdict["verdict"][] = ["deny", "approve", "auto"];
const stricter = <A extends Answer>(a: A, b: A): A =>
  ORDER.indexOf(a.verdict) <= ORDER.indexOf(b.verdict) ? a : b;

/** For a plan that took another one's place: the strictest verdict, with all that either wants of people. */
export function strictest(one: Verdict, other: Verdict): Verdict {
  const strict = stricter(one, other);
  return { ...strict, ...(strict.verdict === "approve" && demandsOf([one, other])) };
}

function byDefault(input: JudgeInput): Answer {
  const types = new Set(input.draft.actions.map((action) => action.type));
  if (types.has("RollBackRevision"))
    return {
      verdict: "auto",
      rule: "default-roll-back",
      reason: "a return to a revision that ran well",
    };
  if (types.has("SetMemoryLimit"))
    return { verdict: "auto", rule: "default-memory", reason: "a memory limit within the bounds" };
  if (input.draft.actions.some(({ type }) => type === "ResizePod"))
    return { verdict: "auto", rule: "default-memory", reason: "a memory limit within the bounds" };
  return input.repairDefault ?? forAPerson("a change of this kind");
}

/** Whatever a person's words led to, they or somebody else must have seen it: words allow nothing by themselves. */
function narrowedByHint({ isHinted }: JudgeInput): Answer | undefined {
  if (!isHinted) return undefined;
  return { verdict: "approve", rule: "after-a-hint", reason: "a person gave a hint, so a person must agree" };
}

/** From here on the evidence excludes other causes. */
const SURE = 0.9;

function setsMemory(input: JudgeInput): boolean {
  return input.draft.actions.some(({ type }) => type === "SetMemoryLimit" || type === "ResizePod");
}

/** What the evidence must show before any change happens without a person, whatever a rule allows. */
function narrowedByEvidence(input: JudgeInput, answer: Answer): Answer | undefined {
  const isModels = input.facts.finding.foundBy === "model";
  const setsField = input.draft.actions.some(({ type }) => type === "SetField");
  if (setsField || (isModels && answer.modelFound !== true))
    return {
      verdict: "approve",
      rule: "thought-of-by-a-model",
      reason: "no signature knows this, only a model thought of it, so a person must agree",
    };
  // A model excludes nothing and is never sure: the rule that promotes what it finds says that this is enough.
  return (isModels ? undefined : narrowedByDoubt(input)) ?? narrowedByMemory(input);
}

function narrowedByDoubt(input: JudgeInput): Answer | undefined {
  const isReturn = input.draft.actions.some(({ type }) => type === "RollBackRevision");
  const isRepair = input.repairDefault !== null;
  if ((isReturn || isRepair) && !input.isExclusive)
    return {
      verdict: "approve",
      rule: "not-the-only-answer",
      reason: "the evidence leaves other answers, so a person must choose",
    };
  // Sizes of memory have grounds of their own, below: what a program needs is rarely known for sure.
  if (!setsMemory(input) && input.facts.finding.confidence < SURE)
    return {
      verdict: "approve",
      rule: "not-sure-enough",
      reason: `the cause is ${Math.round(input.facts.finding.confidence * 100)} % sure, and under ${SURE * 100} % a person must agree`,
    };
  return undefined;
}

function narrowedByMemory(input: JudgeInput): Answer | undefined {
  if (input.memory === null) return undefined;
  if (!input.memory.isRepeated)
    return {
      verdict: "approve",
      rule: "one-kill-is-not-enough",
      reason: "one kill alone must not roll a whole workload: two within an hour, or a back-off, would",
    };
  if (!setsMemory(input)) return undefined;
  const isSuspected = input.memory.raises > 0 && input.memory.growth !== "bounded";
  if (isSuspected || input.memory.growth === "unbounded")
    return {
      verdict: "approve",
      rule: "growth-not-excluded",
      reason: "the evidence does not exclude that memory grows without end",
    };
  return undefined;
}
