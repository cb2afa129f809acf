import { expect, test } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import { beyondBounds } from "../../src/remediation/policy/bounds.ts";
import { judge } from "../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { emptyPolicy, type Policy } from "../../src/remediation/policy/policy.ts";
import { judgeInputFor } from "./support/judge-input.ts";

const GI = 2 ** 30;
const cpu = (to: string, from: string | null = "1") => ({
  changes: [{ container: "web", bound: "limits", resource: "cpu", from, to }],
  basis: "",
});
const probe = (probe: object | null) => ({
  container: "web",
  probe: "startupProbe",
  from: null,
  to: probe,
  basis: "",
});

/** The last value that passes and the first that does not: without a policy file, and under one that is stricter. */
const TABLE: [type: string, passes: object, fails: object, bounds: string, failsThen: object][] = [
  ["SetScale", { from: 0, to: 50 }, { from: 0, to: 51 }, "maxReplicas: 3", { from: 0, to: 4 }],
  ["SetAutoscalerBounds", { from: 4, to: 8 }, { from: 4, to: 9 }, "maxReplicas: 6", { from: 4, to: 7 }],
  [
    "ExpandClaim",
    { fromBytes: GI, toBytes: 2 * GI },
    { fromBytes: GI, toBytes: 2 * GI + 1 },
    "maxBytes: 1500Mi",
    { fromBytes: GI, toBytes: 2 * GI },
  ],
  ["SetResources", cpu("4"), cpu("4100m"), "maxCpu: '2'", cpu("2100m", null)],
  [
    "SetProbe",
    probe({ periodSeconds: 10, failureThreshold: 90 }),
    probe({ periodSeconds: 10, failureThreshold: 91 }),
    "maxWaitSeconds: 60",
    probe({ initialDelaySeconds: 61 }),
  ],
];

test.each(TABLE)("%s is held within its bounds", (type, passes, fails, bounds, failsThen) => {
  const action = (parameters: object) => ({ type, parameters }) as Action;
  expect(beyondBounds({}, action(passes))).toBeUndefined();
  expect(beyondBounds({}, action(fails))).toMatch(/most/);
  const policy = policyOf(`bounds: {${type}: {${bounds}}}`);
  expect(beyondBounds(policy.bounds, action(failsThen))).toMatch(/most/);
});

test("no rule allows what is beyond the bounds", () => {
  const input = judgeInputFor();
  const [first] = input.draft.actions;
  const parameters = { from: 1, to: 60, basis: "" };
  input.draft.actions = [{ ...first, type: "SetScale", parameters } as Action];
  input.memory = null;
  for (const policy of [
    emptyPolicy(),
    policyOf("rules: [{name: all, when: 'true', verdict: auto, reason: so}]"),
  ])
    expect(judge(policy, input)).toMatchObject({ verdict: "deny", rule: "action-bounds" });
});

test.each([
  ["bounds: {SetScale: {maxReplicas: 0}}", /bounds\.SetScale\.maxReplicas/],
  ["bounds: {SetScale: {most: 3}}", /most/],
  ["bounds: {DeleteNamespace: {}}", /DeleteNamespace/],
])("a bound that is none is named: %s", (text, why) => {
  expect(() => policyOf(text)).toThrow(why);
});

function policyOf(more: string): Policy {
  return loadPolicyFile(`apiVersion: kube-autofix.io/v1\nkind: Policy\n${more}\n`);
}
