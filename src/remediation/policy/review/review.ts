import type { RuleVerdict, Verdict } from "../../../domain/verdict.ts";
import type { ObservedEnd } from "../../../incidents/experience/observed-report.ts";

/** One decision with how it ended, as far as it has. */
export interface Decided {
  incidentId: string;
  verdict: Verdict["verdict"];
  /** The rules of the file that matched, one for each action. */
  matched: readonly string[];
  /** Rules that could not be worked out. */
  broken: readonly string[];
  /** What the verdict names: a rule, a rail, a default, or what narrowed. */
  rule: string;
  /** State of the question that was put; null where none was. */
  approval: string | null;
  /** Result of the attempt; null where none was made or it still runs. */
  result: string | null;
}

export interface RuleReview {
  rule: string;
  /** Whether the policy in force has a rule of the name; else it is a rail, a default or a rule of before. */
  isInForce: boolean;
  verdicts: Record<Verdict["verdict"], number>;
  approvals: Record<string, number>;
  results: Record<string, number>;
  broken: number;
  advice: string[];
}

export interface PolicyReview {
  since: string;
  until: string;
  decisions: number;
  incidents: number;
  rules: RuleReview[];
  /** Rules in force that took no decision. */
  neverMatched: string[];
}

/** From so many on something can be said. */
const ENOUGH = 5;
const FAILED = ["recurred", "rolled-back", "rollback-failed", "kept"];

/** What each rule decided and how that ended, with what could be widened or should be narrowed. Pure. */
export function reviewPolicy(
  decided: readonly Decided[],
  {
    rules,
    since,
    until,
  }: { rules: readonly { name: string; verdict: RuleVerdict }[]; since: Date; until: Date },
): PolicyReview {
  const names = new Set(decided.flatMap((one) => rulesOf(one)));
  const inForce = new Map(rules.map((rule) => [rule.name, rule.verdict]));
  const ordered = [...rules.map(({ name }) => name).filter((name) => names.has(name))];
  const others = [...names].filter((name) => !inForce.has(name)).toSorted();
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    decisions: decided.length,
    incidents: new Set(decided.map(({ incidentId }) => incidentId)).size,
    rules: [...ordered, ...others].map((rule) =>
      reviewRule(
        rule,
        decided.filter((one) => rulesOf(one).includes(rule)),
        inForce.get(rule),
      ),
    ),
    neverMatched: rules.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}

/** A rule that matched and was narrowed decided too. */
const rulesOf = ({ matched, broken, rule }: Decided) => [...new Set([...matched, ...broken, rule])];

function reviewRule(rule: string, decided: readonly Decided[], verdict: RuleVerdict | undefined): RuleReview {
  const count = (of: (one: Decided) => string | null) => {
    const counts: Record<string, number> = {};
    for (const key of decided.map(of)) if (key !== null) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const approvals = count(({ approval }) => approval);
  const results = count(({ result }) => result);
  const broken = decided.filter((one) => one.broken.includes(rule)).length;
  const tallies = { approvals, results, broken };
  return {
    rule,
    isInForce: verdict !== undefined,
    verdicts: { auto: 0, approve: 0, deny: 0, ...count((one) => one.verdict) },
    ...tallies,
    advice: verdict === undefined ? [] : adviceOn(verdict, tallies),
  };
}

function adviceOn(
  verdict: RuleVerdict,
  { approvals, results, broken }: Pick<RuleReview, "approvals" | "results" | "broken">,
): string[] {
  const { approved = 0, rejected = 0, expired = 0 } = approvals;
  const asked = approved + rejected + expired;
  const { verified: held = 0, undone = 0 } = results;
  const failed = FAILED.reduce((sum, result) => sum + (results[result] ?? 0), 0);
  const tried = held + failed;
  const advice: string[] = [];
  if (broken > 0)
    advice.push(`should be corrected: it could not be worked out ${broken} times, and denied each time`);
  if (verdict === "auto" && failed > 0)
    advice.push(`should be narrowed: ${failed} of ${tried} changes that it let happen did not hold`);
  if (undone > 0) advice.push(`should be narrowed: ${undone} changes that held were undone by a person`);
  if (verdict === "observe") return [...advice, ...onObserved(results)];
  if (verdict !== "approve") return advice;
  if (asked >= ENOUGH && approved === asked && tried >= ENOUGH && failed + undone === 0)
    advice.push(
      `could be widened to auto: ${approved} of ${asked} questions had a yes, and all ${held} changes held`,
    );
  if (failed > 0 && failed * 2 >= tried)
    advice.push(`should be narrowed: ${failed} of ${tried} changes that people agreed to did not hold`);
  if (asked >= ENOUGH && rejected * 2 >= asked)
    advice.push(`could be narrowed to deny: ${rejected} of ${asked} questions had a no`);
  if (asked >= ENOUGH && expired * 2 >= asked)
    advice.push(
      `reaches nobody: ${expired} of ${asked} questions had no answer; name whom to tell, or escalate sooner`,
    );
  return advice;
}

/** Of what was only seen: how often somebody made the same change and it helped, and how often none was needed. */
function onObserved(results: Record<string, number>): string[] {
  const of = (end: ObservedEnd) => results[`observed-${end}`] ?? 0;
  const helped = of("same-change-helped");
  const judged = helped + of("same-change-did-not-help") + of("other-change") + of("went-away");
  if (judged < ENOUGH) return [];
  if (helped === judged)
    return [
      `could be widened to approve or auto: all ${judged} changes that it would have made were made by somebody, and helped`,
    ];
  const needless = of("went-away");
  return needless * 2 >= judged
    ? [
        `is rarely needed: ${needless} of ${judged} faults that it would have repaired went away by themselves`,
      ]
    : [];
}
