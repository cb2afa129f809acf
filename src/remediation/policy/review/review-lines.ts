import type { PolicyReview, RuleReview } from "./review.ts";

/** The review for people, one line a rule and one below it for each advice. Pure. */
export function reviewLines(review: PolicyReview): string[] {
  const { decisions, incidents, since, until, rules, neverMatched } = review;
  const head = `policy review, ${since.slice(0, 10)} to ${until.slice(0, 10)}: ${decisions} decisions on ${incidents} incidents`;
  if (decisions === 0) return [head, "nothing was decided, so nothing can be said of any rule"];
  const rows = rules.flatMap((rule) => [
    `${rule.rule}${rule.isInForce ? "" : " (no rule of the policy in force)"}: ${talliesOf(rule)}`,
    ...rule.advice.map((advice) => `  -> ${advice}`),
  ]);
  return [head, ...rows, ...(neverMatched.length === 0 ? [] : [`never matched: ${neverMatched.join(", ")}`])];
}

function talliesOf({ verdicts, approvals, results, broken }: RuleReview): string {
  const parts = [
    counted(verdicts),
    withTitle("people", counted(approvals)),
    withTitle("ended", counted(results)),
    broken === 0 ? "" : `could not be worked out ${broken}`,
  ];
  return parts.filter((part) => part !== "").join("; ");
}

const counted = (counts: Record<string, number>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

const withTitle = (title: string, text: string) => (text === "" ? "" : `${title}: ${text}`);
