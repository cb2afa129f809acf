import { expect, test } from "vitest";
import { phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";
import { runCases } from "../../../src/remediation/policy/cases/run-cases.ts";
import { judge } from "../../../src/remediation/policy/judge.ts";
import { judgeRecorded } from "../../../src/remediation/policy/judge-recorded.ts";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { compareDecision } from "../../../src/remediation/policy/records/compare-decision.ts";
import { judgeInputFor } from "../support/judge-input.ts";

const policy = (verdict: string, more = "") =>
  loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules: [{name: mine, when: true, verdict: ${verdict}, reason: so${more}}]\n`,
  );

test("a rule that observes decides as auto does, and caps its plan at being seen", () => {
  const verdict = judge(policy("observe"), judgeInputFor());
  expect(verdict).toMatchObject({
    verdict: "auto",
    rule: "mine",
    autonomy: "observe",
    autonomyReason: "rule mine only observes",
  });
  expect(phrasesZhCn(verdict.autonomyReason ?? "").some(({ isKept }) => isKept)).toBe(false);
});

test.each([
  ["off", "deny", "off"],
  ["observe", "auto", "observe"],
  ["approve", "approve", "observe"],
] as const)("under autonomy %s it gives %s and never more", (autonomy, verdict, capped) => {
  expect(judge(policy("observe"), { ...judgeInputFor(), autonomy })).toMatchObject({
    verdict,
    autonomy: capped,
  });
});

test("what the evidence narrows is said as it would have been, and what is out of its bounds is denied", () => {
  const input = judgeInputFor();
  expect(judge(policy("observe"), { ...input, isHinted: true })).toMatchObject({
    verdict: "approve",
    rule: "after-a-hint",
    autonomy: "observe",
  });
  expect(judge(policy("observe", ", bounds: {SetMemoryLimit: {maxBytes: 150Mi}}"), input)).toMatchObject({
    verdict: "deny",
  });
});

test("of a plan with several actions one that is only observed is enough", () => {
  const input = judgeInputFor();
  const [action] = input.draft.actions;
  if (action === undefined) throw new Error("no action");
  const other = { ...action, target: { ...action.target, kind: "StatefulSet" } };
  const both = { ...input, draft: { ...input.draft, actions: [action, other] } };
  const mixed = loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: seen, when: 'action.targetKind == "StatefulSet"', verdict: observe, reason: so}\n  - {name: asked, when: true, verdict: approve, reason: so}\n`,
  );
  expect(judge(mixed, both)).toMatchObject({ verdict: "approve", rule: "asked", autonomy: "observe" });
});

test("a plan in whose place experience chose another one keeps it from more than being seen", () => {
  const input = judgeInputFor();
  const [action] = input.draft.actions;
  if (action === undefined) throw new Error("no action");
  const usual = {
    ...input,
    draft: { ...input.draft, actions: [{ ...action, target: { ...action.target, kind: "StatefulSet" } }] },
  };
  const rules = loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: seen, when: 'action.targetKind == "StatefulSet"', verdict: observe, reason: so}\n  - {name: free, when: true, verdict: auto, reason: so}\n`,
  );
  expect(judgeRecorded(rules, { ...input, insteadOf: usual }).verdict).toMatchObject({
    autonomy: "observe",
    autonomyReason: "rule seen only observes",
  });
});

test("policy diff tells a rule that observes from one that acts, and policy test expects it by its word", () => {
  const compared = compareDecision(judgeInputFor(), { older: policy("auto"), newer: policy("observe") });
  expect(compared).toMatchObject({
    isChanged: true,
    older: { sense: "auto" },
    newer: { sense: "auto, only observed" },
  });
  const faults = (expected: string, verdict: string) =>
    runCases(policy(verdict), `cases: [{name: a, expect: {verdict: ${expected}}}]\n`)[0]?.faults ?? [];
  expect(faults("observe", "observe")).toEqual([]);
  expect(faults("observe", "auto")[0]).toBe("verdict: auto, expected observe");
  expect(faults("observe", "deny")[0]).toBe("verdict: deny, expected observe");
});

test("no rule promotes what a model found to being observed", () => {
  expect(() => policy("observe", ", modelFound: true")).toThrow(/verdict must be auto/);
});
