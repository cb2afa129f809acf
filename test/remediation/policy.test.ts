import { expect, test } from "vitest";
import { loadPolicyFile, PolicyError } from "../../src/remediation/policy/load-policy.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";
const rule = (when: string) =>
  `${HEAD}rules:\n  - name: one\n    when: ${when}\n    verdict: deny\n    reason: because\n`;

function fault(text: string): PolicyError {
  try {
    loadPolicyFile(text);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
}

test.each([
  ["a missing quote", `${HEAD}rules: [`, 3, "Flow"],
  ["an unknown key", `${HEAD}rulez: []`, 1, "rulez"],
  ["an impossible size", `${HEAD}bounds: {SetMemoryLimit: {maxBytes: lots}}`, 3, "quantity"],
  ["a verdict that is none", rule("true").replace("deny", "allow"), 6, "verdict"],
  ["no CEL", rule("workload.kind ="), 5, "no CEL"],
  ["an unknown fact", rule('pod.name == "a"'), 5, "no fact pod"],
  ["an unknown field", rule('workload.size == "a"'), 5, "no field size"],
  ["an unknown field by its index", rule('workload["size"] == "a"'), 5, "no field size"],
  ["an unknown function", rule("frobnicate(workload.name)"), 5, "no function frobnicate"],
  [
    "a comprehension in another",
    rule("risk.reasons.exists(a, risk.reasons.exists(b, a == b))"),
    5,
    "inside another",
  ],
])("refuses %s with its line and cause", (_name, text, line, cause) => {
  const error = fault(text);
  expect(error.message).toContain(cause);
  expect(error.line).toBe(line);
  expect(error.column).toBeGreaterThan(0);
  expect(error.remedy).not.toBe("");
});

test("says the column inside the condition", () => {
  expect(fault(rule('finding.cause == "x" && workload.size == 1')).column).toBe(
    '    when: finding.cause == "x" && workload'.length + 1,
  );
});

test("reads the documented example", () => {
  const policy = loadPolicyFile(`${HEAD}protectedNamespaces: [kube-system, payments-pci]
bounds: {SetMemoryLimit: {maxFactor: 4, maxBytes: 8Gi}}
rules:
  - name: databases-ask-first
    when: workload.kind == "StatefulSet" && action.type in ["SetMemoryLimit", "RestartRollout"]
    verdict: approve
    reason: A database restarts when a person says so
`);
  expect(policy.memoryBounds).toEqual({ maxFactor: 4, maxBytes: 8 * 2 ** 30 });
  expect(policy.rules.map(({ name }) => name)).toEqual(["databases-ask-first"]);
});
