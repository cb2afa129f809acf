import { expect, test } from "vitest";
import { judge } from "../../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { judgeInputFor } from "../support/judge-input.ts";

const policy = (when: string) =>
  loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: mine, when: ${JSON.stringify(when)}, verdict: auto, reason: so}\n`,
  );

const many = (count: number, text = "v") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, text]));

test.each([
  ["rounds that call nothing", "workload.labels.all(key, true)", many(20_001)],
  ["rounds that call functions", 'workload.labels.all(key, key.startsWith("k"))', many(11_000)],
  [
    "a long text against a pattern",
    'workload.labels["k0"].matches("(a|aa)+b")',
    many(1, "a".repeat(3_000_000)),
  ],
  ["long texts", `workload.labels.exists(key, workload.labels[key] == "x")`, many(100, "a".repeat(50_000))],
])("%s cost too much: the rule denies, and says so", (_name, when, labels) => {
  const input = judgeInputFor();
  input.facts.workload.labels = labels;
  expect(judge(policy(when), input)).toMatchObject({
    verdict: "deny",
    rule: "mine",
    reason: expect.stringContaining("more than 20000 steps"),
  });
});

test("what a workload may have at most in Kubernetes is not too much, each time it is asked", () => {
  const input = judgeInputFor();
  input.facts.workload.annotations = many(500, "a".repeat(500));
  const patient = policy(
    'workload.annotations.exists(key, key == "k499") && action.type.matches("^Set.*Limit$")',
  );
  for (let time = 0; time < 30; time += 1) expect(judge(patient, input)).toMatchObject({ rule: "mine" });
});

test("a rule that cannot be worked out denies, though a later one would allow", () => {
  const text = `apiVersion: kube-autofix.io/v1
kind: Policy
rules:
  - {name: broken, when: 'workload.labels["none"] == "a"', verdict: auto, reason: so}
  - {name: all, when: true, verdict: auto, reason: so}
`;
  expect(judge(loadPolicyFile(text), judgeInputFor())).toMatchObject({
    verdict: "deny",
    rule: "broken",
    reason: expect.stringContaining("field not found: none"),
  });
});
