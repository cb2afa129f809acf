import fc from "fast-check";
import { expect, test } from "vitest";
import { LESSON_RESULTS, type Lesson, PLACES, standingOf } from "../../src/domain/experience.ts";
import { VERDICTS } from "../../src/domain/verdict.ts";
import { doubtsOf } from "../../src/remediation/policy/file/doubts.ts";
import { judge, judgeTraced } from "../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { judgeInputFor } from "./support/judge-input.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const policy = (...rules: string[]) =>
  loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n${rules.map((rule) => `  - {${rule}, reason: so}\n`).join("")}`,
  );
const lessons = (result: Lesson["result"], count: number, place: Lesson["place"] = "cluster"): Lesson[] =>
  Array.from({ length: count }, () => ({ result, proof: "full", place, at: NOW }));
const after = (rules: ReturnType<typeof policy>, all: Lesson[]) =>
  judge(rules, { ...judgeInputFor(), experience: standingOf(all, NOW) });

const REST = "name: rest, when: true, verdict: approve";
const HELD = "name: has-held, when: history.tried >= 5 && history.successRate >= 0.9, verdict: auto";

test.each([
  ["a rule that gives auto by it", policy(HELD, REST), "approve", "rest"],
  [
    "a rule that gives auto by its lower bound",
    policy("name: sure, when: history.holdsAtLeast > 0.5, verdict: auto", REST),
    "approve",
    "rest",
  ],
  [
    "a rule that stops matching before another",
    policy("name: young, when: history.tried < 5, verdict: approve", "name: all, when: true, verdict: auto"),
    "approve",
    "young",
  ],
  [
    "a rule that stops matching before the default",
    policy("name: unproven, when: history.successRate < 0.9, verdict: deny"),
    "deny",
    "unproven",
  ],
  [
    "a rule with laxer bounds",
    policy(
      "name: wide, when: history.held > 5, verdict: auto",
      "name: small, when: true, verdict: auto, bounds: {SetMemoryLimit: {maxFactor: 1.5}}",
    ),
    "deny",
    "small",
  ],
])("twelve of twelve that held elsewhere allow nothing through %s", (_name, rules, verdict, rule) => {
  expect(after(rules, lessons("verified", 12))).toMatchObject({ verdict, rule });
  expect(judge(rules, judgeInputFor())).toMatchObject({ verdict, rule });
});

test("what people are asked is not made less by history either", () => {
  const rules = policy(
    "name: easy, when: history.tried >= 5, verdict: approve",
    "name: two, when: true, verdict: approve, approvers: 2, decideOn: card",
  );
  expect(after(rules, lessons("verified", 12))).toMatchObject({ approvers: 2, decideOn: "card" });
});

test("what a model found is not promoted by a rule that only history reaches", () => {
  const rules = policy(
    "name: promotes, when: history.tried >= 5, verdict: auto, modelFound: true",
    "name: all, when: true, verdict: auto",
  );
  const input = { ...judgeInputFor(), experience: standingOf(lessons("verified", 12), NOW) };
  input.facts.finding.foundBy = "model";
  expect(judge(rules, input)).toMatchObject({ verdict: "approve", rule: "thought-of-by-a-model" });
});

test("the reason names what speaks for more and is not trusted, and the trace keeps what would have been", () => {
  const input = { ...judgeInputFor(), experience: standingOf(lessons("verified", 12), NOW) };
  const { verdict, trace } = judgeTraced(policy(HELD, REST), input);
  expect(verdict.reason).toContain("has-held does not say trustsHistory");
  expect(trace.actions[0]).toMatchObject({
    asked: [{ rule: "has-held", said: "matched" }],
    withoutHistory: { verdict: "approve", rule: "rest" },
  });
});

test("what held too rarely still narrows through a rule", () => {
  const rules = policy(
    "name: failing, when: history.tried >= 3 && history.successRate < 0.9, verdict: deny",
    "name: all, when: true, verdict: auto",
  );
  const all = [...lessons("verified", 4), ...lessons("rolled-back", 1)];
  expect(after(rules, all)).toMatchObject({ verdict: "deny", rule: "failing" });
});

test("a rule that says so in so many words trusts what was learned", () => {
  expect(after(policy(`${HELD}, trustsHistory: true`, REST), lessons("verified", 12))).toMatchObject({
    verdict: "auto",
    rule: "has-held",
  });
});

test("a rule that denies has nothing to trust history for", () => {
  expect(() => policy("name: no, when: true, verdict: deny, trustsHistory: true")).toThrow(
    /line 4.*trustsHistory.*allows nothing/,
  );
});

test.each([
  [HELD, /has-held reads history.tried and history.successRate.*needs trustsHistory: true/],
  [`${HELD}, trustsHistory: true`, /has-held trusts history everywhere/],
])("the check of a policy notes {%s}", (rule, note) => {
  expect(doubtsOf(policy(rule))).toEqual([expect.stringMatching(note)]);
});

test.each([
  'name: a, when: history.tried >= 5 && namespace.name == "shop", verdict: auto, trustsHistory: true',
  "name: a, when: history.successRate < 0.5, verdict: approve",
  "name: a, when: history.failed < 2, verdict: auto",
])("and has nothing to note of {%s}", (rule) => {
  expect(doubtsOf(policy(rule))).toEqual([]);
});

const CONDITIONS = [
  "true",
  "history.tried >= 3",
  "history.tried < 3",
  "history.held > history.tried / 2",
  "history.successRate < 0.5",
  "history.successRate >= 0.8",
  "history.holdsAtLeast > 0.3",
  "[history].exists(h, h.held > 2)",
  "history.held * 10 / history.tried > 5",
  'workload.kind == "StatefulSet" || history.tried == 0',
];
const rule = fc.record({
  when: fc.constantFrom(...CONDITIONS),
  verdict: fc.constantFrom(...VERDICTS),
  approvers: fc.constantFrom(1, 2),
});
const rules = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .map((all) =>
    policy(
      ...all.map(
        ({ when, verdict, approvers }, at) =>
          `name: r${at}, when: '${when}', verdict: ${verdict}, approvers: ${approvers}`,
      ),
    ),
  );
/** What somebody who makes failures come and go could teach: any ends, anywhere. Most of it is made to look well. */
const history = fc.array(
  fc.record({
    result: fc.oneof(fc.constant("verified" as const), fc.constantFrom(...LESSON_RESULTS)),
    proof: fc.constantFrom(null, "full" as const, "provisional" as const),
    place: fc.constantFrom(...PLACES),
    at: fc.integer({ min: 0, max: 90 }).map((days) => new Date(NOW.getTime() - days * 86_400_000)),
  }),
  { maxLength: 30 },
);

test("under no rules does any history get more done without a person, or ask fewer of them, than none", () => {
  let held = 0;
  fc.assert(
    fc.property(rules, history, (file, all) => {
      const input = judgeInputFor();
      const without = judge(file, input);
      const { verdict, trace } = judgeTraced(file, { ...input, experience: standingOf(all, NOW) });
      if (trace.actions.some((one) => one.withoutHistory !== undefined)) held += 1;
      expect(VERDICTS.indexOf(verdict.verdict)).toBeGreaterThanOrEqual(VERDICTS.indexOf(without.verdict));
      if (verdict.verdict === "approve")
        expect(verdict.approvers ?? 1).toBeGreaterThanOrEqual(without.approvers ?? 1);
    }),
    { numRuns: 1_500 },
  );
  expect(held).toBeGreaterThan(50);
});
