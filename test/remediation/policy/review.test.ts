import { expect, test } from "vitest";
import type { RuleVerdict } from "../../../src/domain/verdict.ts";
import { type Decided, reviewPolicy } from "../../../src/remediation/policy/review/review.ts";
import { reviewLines } from "../../../src/remediation/policy/review/review-lines.ts";

const [since, until] = [new Date("2026-11-20T00:00:00Z"), new Date("2026-11-27T00:00:00Z")];
type Verdict = Decided["verdict"];

function decided(verdict: Verdict, approval: string | null, result: string | null): Decided {
  return { incidentId: "i", verdict, matched: ["mine"], broken: [], rule: "mine", approval, result };
}
const times = (count: number, one: Decided) => Array.from({ length: count }, () => one);

function adviceOn(verdict: RuleVerdict, all: Decided[]): string[] {
  const { rules } = reviewPolicy(all, { rules: [{ name: "mine", verdict }], since, until });
  return rules[0]?.advice ?? [];
}

const yes = decided("approve", "approved", "verified");
const no = decided("approve", "rejected", null);
const silent = decided("approve", "expired", null);
const held = decided("auto", null, "verified");

const seen = (end: string) => decided("auto", null, `observed-${end}`);

test.each<[string, RuleVerdict, Decided[], string | undefined]>([
  [
    "all that it would have done was done by somebody and helped",
    "observe",
    times(5, seen("same-change-helped")),
    "could be widened to approve or auto: all 5 changes that it would have made were made by somebody, and helped",
  ],
  [
    "one that was made did not help",
    "observe",
    [...times(5, seen("same-change-helped")), seen("same-change-did-not-help")],
    undefined,
  ],
  [
    "most went away by itself",
    "observe",
    [...times(3, seen("went-away")), ...times(2, seen("same-change-helped"))],
    "is rarely needed: 3 of 5 faults that it would have repaired went away by themselves",
  ],
  ["what goes on says nothing yet", "observe", times(9, seen("goes-on")), undefined],
  [
    "five of five had a yes and held",
    "approve",
    times(5, yes),
    "could be widened to auto: 5 of 5 questions had a yes, and all 5 changes held",
  ],
  ["four of four are too few", "approve", times(4, yes), undefined],
  ["one of six had a no", "approve", [...times(5, yes), no], undefined],
  [
    "one of six did not hold",
    "approve",
    [...times(5, yes), decided("approve", "approved", "rolled-back")],
    undefined,
  ],
  [
    "half had a no",
    "approve",
    [...times(3, yes), ...times(3, no)],
    "could be narrowed to deny: 3 of 6 questions had a no",
  ],
  [
    "most had no answer",
    "approve",
    [yes, ...times(4, silent)],
    "reaches nobody: 4 of 5 questions had no answer",
  ],
  [
    "half of what was agreed to failed",
    "approve",
    [yes, decided("approve", "approved", "recurred")],
    "should be narrowed: 1 of 2 changes that people agreed to",
  ],
  [
    "what happened alone was put back",
    "auto",
    [...times(9, held), decided("auto", null, "rolled-back")],
    "should be narrowed: 1 of 10 changes that it let happen did not hold",
  ],
  ["all that happened alone held", "auto", times(10, held), undefined],
  ["a denial says nothing of itself", "deny", times(9, decided("deny", null, null)), undefined],
])("%s", (_name, verdict, all, advice) => {
  const found = adviceOn(verdict, all);
  if (advice === undefined) expect(found).toEqual([]);
  else expect(found).toEqual([expect.stringContaining(advice)]);
});

test("a rule that could not be worked out is named", () => {
  const broken: Decided = { ...decided("deny", null, null), matched: [], broken: ["mine"] };
  expect(adviceOn("auto", [broken])).toEqual([expect.stringContaining("could not be worked out 1 times")]);
});

test("rules that never matched, rails, and rules that are gone are told apart", () => {
  const all = [
    { ...held, rule: "autonomy-approve", verdict: "approve" as const, approval: "approved" },
    { ...held, matched: [], rule: "paused", verdict: "deny" as const, result: null },
  ];
  const rules = [
    { name: "never", verdict: "auto" as const },
    { name: "mine", verdict: "auto" as const },
  ];
  const lines = reviewLines(reviewPolicy(all, { rules, since, until }));
  expect(lines).toEqual([
    "policy review, 2026-11-20 to 2026-11-27: 2 decisions on 1 incidents",
    "mine: approve 1; people: approved 1; ended: verified 1",
    "autonomy-approve (no rule of the policy in force): approve 1; people: approved 1; ended: verified 1",
    "paused (no rule of the policy in force): deny 1",
    "never matched: never",
  ]);
});

test("where nothing was decided, nothing is said of any rule", () => {
  const review = reviewPolicy([], { rules: [{ name: "mine", verdict: "auto" }], since, until });
  expect(reviewLines(review).at(-1)).toBe("nothing was decided, so nothing can be said of any rule");
});
