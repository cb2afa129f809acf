import fc from "fast-check";
import { expect, test } from "vitest";
import { LESSON_RESULTS, type Lesson, PLACES, standingOf } from "../../src/domain/experience.ts";
import { VERDICTS } from "../../src/domain/verdict.ts";
import { judge } from "../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import type { JudgeInput } from "../../src/remediation/rails/rail.ts";
import { judgeInputFor } from "./support/judge-input.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const lessons = (result: Lesson["result"], count: number): Lesson[] =>
  Array.from({ length: count }, () => ({ result, proof: "full", place: "here", at: NOW }));

test("what held too rarely asks a person, and says how rarely", () => {
  const experience = standingOf([...lessons("verified", 1), ...lessons("rolled-back", 4)], NOW);
  expect(judge(emptyPolicy(), { ...judgeInputFor(), experience })).toMatchObject({
    verdict: "approve",
    rule: "held-too-rarely",
    reason: expect.stringContaining("held 1 of 5 times here"),
  });
});

test.each([
  ["what always held", lessons("verified", 12)],
  ["what was hardly tried", lessons("rolled-back", 2)],
  ["nothing", []],
])("%s changes no verdict", (_name, all) => {
  const input = judgeInputFor();
  const without = judge(emptyPolicy(), input);
  expect(without.verdict).toBe("auto");
  expect(judge(emptyPolicy(), { ...input, experience: standingOf(all, NOW) })).toEqual(without);
});

const policy = (verdict: string) =>
  loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: mine, when: 'true', verdict: ${verdict}, reason: so}\n`,
  );
const POLICIES = [emptyPolicy(), policy("auto"), policy("approve"), policy("deny")];

/** Whatever the evidence, the labels and the environment say. */
const situation = fc.record({
  policy: fc.constantFrom(...POLICIES),
  autonomy: fc.constantFrom("off", "observe", "approve", "auto") as fc.Arbitrary<JudgeInput["autonomy"]>,
  isRepeated: fc.boolean(),
  raises: fc.integer({ min: 0, max: 2 }),
  growth: fc.constantFrom("unknown", "bounded", "unbounded") as fc.Arbitrary<"unknown">,
  namespace: fc.constantFrom("shop", "kube-system"),
});
/** What somebody who makes failures come and go could teach: any ends, anywhere, in any order, at any time. */
const historyOf = (
  results: fc.Arbitrary<(typeof LESSON_RESULTS)[number]>,
  { oldestDays, least }: { oldestDays: number; least: number },
) =>
  fc.array(
    fc.record({
      result: results,
      proof: fc.constantFrom(null, "full" as const, "provisional" as const),
      place: fc.constantFrom(...PLACES),
      at: fc
        .integer({ min: -10, max: oldestDays })
        .map((days) => new Date(NOW.getTime() - days * 86_400_000)),
    }),
    { minLength: least, maxLength: 60 },
  );
/** Half of them are failures of late and nothing else: at random those are too rare for a run to be sure to meet one that bites. */
const history = fc.oneof(
  historyOf(fc.constantFrom(...LESSON_RESULTS), { oldestDays: 400, least: 0 }),
  historyOf(fc.constant("rolled-back"), { oldestDays: 20, least: 6 }),
);

test("no history, however it was made, lets more happen without a person than none would", () => {
  let narrowed = 0;
  fc.assert(
    fc.property(situation, history, ({ policy: rules, autonomy, namespace, ...memory }, all) => {
      const input = judgeInputFor();
      input.autonomy = autonomy;
      if (input.memory !== null) Object.assign(input.memory, memory);
      for (const action of input.draft.actions) action.target = { ...action.target, namespace };
      const rank = (experience: JudgeInput["experience"]) =>
        VERDICTS.indexOf(judge(rules, { ...input, experience }).verdict);
      const without = rank(null);
      const withIt = rank(standingOf(all, NOW));
      if (withIt > without) narrowed += 1;
      expect(withIt).toBeGreaterThanOrEqual(without);
    }),
    { numRuns: 2_000 },
  );
  // The histories bite: some of them did lower a verdict.
  expect(narrowed).toBeGreaterThan(0);
});
