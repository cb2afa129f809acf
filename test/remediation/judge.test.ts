import { expect, test } from "vitest";
import { judge } from "../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { emptyPolicy, type Policy } from "../../src/remediation/policy/policy.ts";
import type { JudgeInput } from "../../src/remediation/rails/rail.ts";
import { judgeInputFor } from "./support/judge-input.ts";

const KEY = "kube-autofix.io/autonomy";
const ALLOW_ALL = policyOf("true", "auto");

function policyOf(when: string, verdict: string, more = ""): Policy {
  return loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\n${more}\nrules:\n  - {name: mine, when: '${when}', verdict: ${verdict}, reason: so}\n`,
  );
}

test.each<[string, (input: JudgeInput) => void, string]>([
  ["kube-system", (input) => retarget(input, "kube-system"), "protected-namespace"],
  ["the service's own namespace", (input) => (input.ownNamespace = "shop"), "own-namespace"],
  ["autonomy off", (input) => (input.facts.workload.annotations = { [KEY]: "off" }), "autonomy-off"],
  ["a size over the factor", (input) => resize(input, 401), "memory-bounds"],
  ["no room", (input) => memoryOf(input, { noRoom: "the nodes are full" }), "memory-room"],
])("a rail denies %s, and no rule of the file can allow it", (_name, change, rule) => {
  const input = judgeInputFor();
  expect(judge(ALLOW_ALL, input).verdict).toBe("auto");
  change(input);
  expect(judge(ALLOW_ALL, input)).toMatchObject({ verdict: "deny", rule });
  expect(judge(emptyPolicy(), input)).toMatchObject({ verdict: "deny", rule });
});

test("a namespace of the policy file is protected too", () => {
  const policy = policyOf("true", "auto", "protectedNamespaces: [shop]");
  expect(judge(policy, judgeInputFor())).toMatchObject({ verdict: "deny", rule: "protected-namespace" });
});

test.each<[string, (input: JudgeInput) => void, string]>([
  ["one kill alone", (input) => memoryOf(input, { isRepeated: false }), "one-kill-is-not-enough"],
  ["a first raise, growth shown", (input) => memoryOf(input, { growth: "unbounded" }), "growth-not-excluded"],
  ["a second raise, growth unknown", (input) => memoryOf(input, { raises: 1 }), "growth-not-excluded"],
  ["the environment's cap", (input) => (input.autonomy = "approve"), "autonomy-approve"],
  [
    "a label on the namespace",
    (input) => (input.facts.namespace.labels = { [KEY]: "approve" }),
    "autonomy-approve",
  ],
])("%s asks a person, whatever a rule allows", (_name, change, rule) => {
  const input = judgeInputFor();
  change(input);
  expect(judge(ALLOW_ALL, input)).toMatchObject({ verdict: "approve", rule });
});

test("one kill alone rolls no workload back to an earlier revision without a person either", () => {
  const input = judgeInputFor();
  const [raise] = input.draft.actions;
  if (raise === undefined) throw new Error("no action");
  const parameters = { fromRevision: 2, toRevision: 1, revisionObject: "ReplicaSet web-1" };
  input.draft.actions = [{ ...raise, type: "RollBackRevision", parameters }];
  input.facts.action.type = "RollBackRevision";
  expect(judge(ALLOW_ALL, input)).toMatchObject({ verdict: "approve", rule: "not-the-only-answer" });
  input.isExclusive = true;
  expect(judge(emptyPolicy(), input)).toMatchObject({ verdict: "auto", rule: "default-roll-back" });
  memoryOf(input, { raises: 1 });
  expect(judge(emptyPolicy(), input)).toMatchObject({ verdict: "auto", rule: "default-roll-back" });
  memoryOf(input, { isRepeated: false });
  expect(judge(ALLOW_ALL, input)).toMatchObject({ verdict: "approve", rule: "one-kill-is-not-enough" });
});

test("a second raise is automatic where growth without end is excluded", () => {
  const input = judgeInputFor();
  memoryOf(input, { raises: 1, growth: "bounded" });
  expect(judge(emptyPolicy(), input)).toMatchObject({ verdict: "auto", rule: "default-memory" });
});

test("the stricter of two labels counts, and a value that is none is strict", () => {
  const input = judgeInputFor();
  input.facts.namespace.labels = { [KEY]: "auto" };
  input.facts.workload.labels = { [KEY]: "obsreve" };
  expect(judge(emptyPolicy(), input)).toMatchObject({
    autonomy: "observe",
    autonomyReason: `the workload's label sets ${KEY} to "obsreve", which is none of off, observe, approve, auto: it counts as observe`,
  });
  input.autonomy = "approve";
  input.facts.workload.labels = { [KEY]: "auto" };
  expect(judge(emptyPolicy(), input).autonomy).toBe("approve");
});

test("the first rule that matches decides, by whole numbers, lists, maps and the time", () => {
  const yes = [
    'action.type in ["SetMemoryLimit"] && action.toLimitBytes > 100',
    'namespace.labels["team"] == "a" && "team" in namespace.labels',
    "history.attempts == 0 && size(risk.reasons) == 1",
    'now > timestamp("2020-01-01T00:00:00Z") && now.getHours() >= 0',
    'subject.namespace == "shop" && workload.namespace != "namespace" && namespace.name == "shop"',
    "action.factor == 2.0 && finding.confidence > 0.5",
  ];
  for (const when of yes) {
    const input = judgeInputFor();
    input.facts.namespace.labels = { team: "a" };
    expect(judge(policyOf(when, "deny"), input)).toMatchObject({
      verdict: "deny",
      rule: "mine",
      reason: "so",
    });
  }
});

test("a rule that cannot be worked out denies", () => {
  const verdict = judge(policyOf('namespace.labels["absent"] == "a"', "auto"), judgeInputFor());
  expect(verdict).toMatchObject({ verdict: "deny", rule: "mine" });
  expect(verdict.reason).toContain("could not be worked out");
});

function retarget(input: JudgeInput, namespace: string): void {
  for (const action of input.draft.actions) action.target = { ...action.target, namespace };
}

function resize(input: JudgeInput, mebibytes: number): void {
  for (const action of input.draft.actions)
    if (action.type === "SetMemoryLimit") action.parameters.toLimitBytes = mebibytes * 2 ** 20;
}

function memoryOf(input: JudgeInput, more: Partial<NonNullable<JudgeInput["memory"]>>): void {
  if (input.memory !== null) input.memory = { ...input.memory, ...more };
}

test.each([
  ["a repair that is the only answer", 0.95, true, "auto"],
  ["one that is likely", 0.85, true, "approve"],
  ["one that leaves others", 0.95, false, "approve"],
])(
  "%s: %s sure, exclusive %s -> %s, even where a rule allows all",
  (_name, confidence, isExclusive, verdict) => {
    const input = judgeInputFor();
    const [raise] = input.draft.actions;
    const parameters = { from: { app: "a" }, to: { app: "b" }, basis: "" };
    input.draft.actions = [{ ...raise, type: "SetServiceSelector", parameters } as never];
    input.memory = null;
    input.isExclusive = isExclusive;
    input.facts.finding.confidence = confidence;
    input.repairDefault = { verdict: isExclusive ? "auto" : "approve", rule: "r", reason: "so" };
    expect(judge(ALLOW_ALL, input).verdict).toBe(verdict);
    expect(judge(emptyPolicy(), input).verdict).toBe(verdict);
  },
);

const modelFound = (when: string) =>
  loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: mine, when: '${when}', verdict: auto, modelFound: true, reason: so}\n`,
  );

/** A Service selector that only a model thought of: never exclusive, never sure. */
function thoughtOfByAModel(type = "SetServiceSelector"): JudgeInput {
  const input = judgeInputFor();
  const [raise] = input.draft.actions;
  const parameters = { from: { app: "a" }, to: { app: "b" }, basis: "" };
  input.draft.actions = [{ ...raise, type, parameters } as never];
  input.memory = null;
  Object.assign(input.facts.finding, { foundBy: "model", confidence: 0.8 });
  input.facts.action.type = type;
  input.repairDefault = { verdict: "approve", rule: "r", reason: "so" };
  return input;
}

test.each<[string, Policy, (input: JudgeInput) => void, string, string]>([
  ["no rule", emptyPolicy(), () => {}, "approve", "r"],
  ["a rule that allows all", ALLOW_ALL, () => {}, "approve", "thought-of-by-a-model"],
  [
    "a rule that names what models find, without saying so",
    policyOf('finding.foundBy == "model"', "auto"),
    () => {},
    "approve",
    "thought-of-by-a-model",
  ],
  ["a rule that promotes it", modelFound('action.type == "SetServiceSelector"'), () => {}, "auto", "mine"],
  ["a rule that promotes another kind", modelFound('action.type == "SetScale"'), () => {}, "approve", "r"],
  [
    "a promoting rule, and autonomy",
    modelFound("true"),
    (input) => (input.autonomy = "approve"),
    "approve",
    "autonomy-approve",
  ],
  [
    "a promoting rule, after a hint",
    modelFound("true"),
    (input) => (input.isHinted = true),
    "approve",
    "after-a-hint",
  ],
  [
    "a promoting rule, in a protected namespace",
    modelFound("true"),
    (input) => retarget(input, "kube-system"),
    "deny",
    "protected-namespace",
  ],
  [
    "a promoting rule, a memory size after one kill",
    modelFound("true"),
    (input) => {
      input.memory = judgeInputFor().memory;
      memoryOf(input, { isRepeated: false });
    },
    "approve",
    "one-kill-is-not-enough",
  ],
])("what a model found, under %s", (_name, policy, change, verdict, rule) => {
  const input = thoughtOfByAModel();
  change(input);
  expect(judge(policy, input)).toMatchObject({ verdict, rule });
});

test("a field that a model chose the value of is asked about under a promoting rule too", () => {
  const input = thoughtOfByAModel("SetField");
  expect(judge(modelFound("true"), input)).toMatchObject({
    verdict: "approve",
    rule: "thought-of-by-a-model",
  });
});

test("a promoting rule for one action carries no neighbour along that another rule allows", () => {
  const input = thoughtOfByAModel();
  const [first] = input.draft.actions;
  const second = { ...first, type: "SetScale" } as never;
  input.draft.actions.push(second);
  const policy = loadPolicyFile(
    `apiVersion: kube-autofix.io/v1
kind: Policy
rules:
  - {name: promoted, when: 'action.type == "SetServiceSelector"', verdict: auto, modelFound: true, reason: so}
  - {name: others, when: true, verdict: auto, reason: so}
`,
  );
  expect(judge(policy, input)).toMatchObject({ verdict: "approve", rule: "thought-of-by-a-model" });
});

test("a promoting rule makes nothing of the signatures surer than it is", () => {
  const input = thoughtOfByAModel();
  input.facts.finding.foundBy = "signatures";
  expect(judge(modelFound("true"), input)).toMatchObject({
    verdict: "approve",
    rule: "not-the-only-answer",
  });
});

test("modelFound beside another verdict is refused when the policy is loaded", () => {
  const text = `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: a, when: true, verdict: approve, modelFound: true, reason: so}\n`;
  expect(() => loadPolicyFile(text)).toThrow(/line 4.*modelFound.*the verdict must be auto/);
});
