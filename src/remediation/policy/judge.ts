import { stricterAutonomy, type Verdict } from "../../domain/verdict.ts";
import { autonomyOf, autonomyOff } from "../rails/autonomy.ts";
import { ownFailedChange } from "../rails/own-failed-change.ts";
import { ownNamespace } from "../rails/own-namespace.ts";
import { paused } from "../rails/paused.ts";
import { protectedNamespace } from "../rails/protected-namespace.ts";
import type { JudgeInput, Rail } from "../rails/rail.ts";
import { withinBounds } from "../rails/within-bounds.ts";
import { type Answer, demandsOf, observed, stricter } from "./answer.ts";
import { byDefault } from "./default-answer.ts";
import { narrow } from "./narrow.ts";
import type { Policy } from "./policy.ts";
import type { ActionTrace, Trace } from "./trace.ts";
import { openWindows } from "./windows.ts";
import { askWithHistory } from "./without-history.ts";

/** Each looks at one named part of the input. They are asked in this order, before any rule, and none can be turned off. */
const RAILS: readonly Rail[] = [
  protectedNamespace,
  ownNamespace,
  autonomyOff,
  paused,
  ownFailedChange,
  withinBounds,
];

/** Rails, then the file's rules, then the defaults; then what only narrows. Pure. */
export function judge(policy: Policy, input: JudgeInput): Verdict {
  return judgeTraced(policy, input).verdict;
}

/** The same with how it came about. */
export function judgeTraced(policy: Policy, input: JudgeInput): { verdict: Verdict; trace: Trace } {
  const denial = byRails(policy, input);
  const actions =
    denial === undefined ? input.draft.actions.map((action) => askWithHistory(policy, input, action)) : [];
  const before = denial ?? byRules(actions, input) ?? byDefault(input);
  const narrower = narrow(input, before);
  const narrowed = narrower ?? before;
  const capped = capOf(input, narrowed);
  const last = capped ?? narrowed;
  const { verdict, rule, reason } = last;
  return {
    // What the rule wants of people holds whoever turned its verdict into a question.
    verdict: { verdict, rule, reason, ...autonomyWith(input, before), ...demandsOf(verdict, [before]) },
    trace: {
      rail: denial?.rule ?? null,
      actions,
      windows: openWindows(policy.windows, input.facts.now),
      before: { verdict: before.verdict, rule: before.rule },
      narrowed: [narrower, capped].flatMap((one) => one?.rule ?? []),
    },
  };
}

/** The cap with who set it: a rule that lets its plan only be observed is one more that may narrow. */
function autonomyWith(
  input: JudgeInput,
  { observedBy }: Answer,
): Pick<Verdict, "autonomy" | "autonomyReason"> {
  const { autonomy, from, reason } = autonomyOf(input);
  const capped = observedBy === undefined ? autonomy : stricterAutonomy(autonomy, "observe");
  if (capped !== autonomy) return { autonomy: capped, autonomyReason: `rule ${observedBy} only observes` };
  return { autonomy, ...(from !== "the environment" && { autonomyReason: reason }) };
}

function capOf(input: JudgeInput, answer: Answer): Answer | undefined {
  const { autonomy, from } = autonomyOf(input);
  if (answer.verdict !== "auto" || autonomy !== "approve") return undefined;
  return {
    verdict: "approve",
    rule: "autonomy-approve",
    reason: `${from} allows no change without a person; else: ${answer.reason}`,
  };
}

function byRails(policy: Policy, input: JudgeInput): Answer | undefined {
  for (const rail of RAILS) {
    const denial = rail({ input, ...policy });
    if (denial !== undefined) return { verdict: "deny", ...denial };
  }
  return undefined;
}

/** Each action was asked about; the strictest answer is the plan's. */
function byRules(actions: readonly ActionTrace[], input: JudgeInput): Answer | undefined {
  const matched = actions.flatMap(({ answer }) => answer ?? []);
  if (matched.length === 0) return undefined;
  // An action that no rule speaks of keeps its default, which must not be widened by a rule for its neighbour.
  const all = matched.length < actions.length ? [...matched, byDefault(input)] : matched;
  // What a model thought of is promoted action by action: a rule for one must not carry its neighbour along.
  const modelFound = all.every((answer) => answer.modelFound === true);
  const strictestOne = all.reduce(stricter);
  return { ...strictestOne, ...demandsOf("approve", all), ...observed(all), modelFound };
}

/** For a plan that took another one's place: the strictest verdict, with all that either wants of people. */
export function strictest(one: Verdict, other: Verdict): Verdict {
  const { verdict, rule, reason } = stricter(one, other);
  const { autonomy, autonomyReason } =
    stricterAutonomy(one.autonomy, other.autonomy) === one.autonomy ? one : other;
  return {
    verdict,
    rule,
    reason,
    autonomy,
    ...(autonomyReason !== undefined && { autonomyReason }),
    ...demandsOf(verdict, [one, other]),
  };
}
