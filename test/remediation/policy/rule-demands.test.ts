import { expect, test } from "vitest";
import { standingOf } from "../../../src/domain/experience.ts";
import { withLeastSoak } from "../../../src/remediation/actions/proof.ts";
import { judge, judgeTraced } from "../../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { judgeInputFor } from "../support/judge-input.ts";

const policy = (rules: string, more = "") =>
  loadPolicyFile(`apiVersion: kube-autofix.io/v1\nkind: Policy\n${more}\nrules:\n${rules}`);

test("a rule says how long a change must hold, when others are asked, when the question ends and whom to tell", () => {
  const demanding = policy(
    "  - {name: mine, when: true, verdict: approve, reason: so, soakSeconds: 900, escalateAfterSeconds: 60, expireAfterSeconds: 600, notify: pay}\n",
    "notify: [{name: pay, when: false}]",
  );
  expect(judge(demanding, judgeInputFor())).toMatchObject({
    verdict: "approve",
    soakSeconds: 900,
    escalateAfterSeconds: 60,
    expireAfterSeconds: 600,
    notify: "pay",
  });
});

test("what is asked of people is not said where nobody is asked", () => {
  const alone = policy(
    "  - {name: mine, when: true, verdict: auto, reason: so, soakSeconds: 900, expireAfterSeconds: 600}\n",
  );
  const verdict = judge(alone, judgeInputFor());
  expect(verdict).toMatchObject({ verdict: "auto", soakSeconds: 900 });
  expect(verdict).not.toHaveProperty("expireAfterSeconds");
});

test("a longer soak is in the proof and in its words, a shorter one changes nothing", () => {
  const [action] = judgeInputFor().draft.actions;
  if (action === undefined) throw new Error("no action");
  expect(withLeastSoak(action.proof, 900)).toMatchObject({
    soakSeconds: 900,
    sentence: expect.stringContaining("for 900 s"),
  });
  expect(withLeastSoak(action.proof, 5)).toEqual(action.proof);
});

test.each([
  ["within them", "{SetMemoryLimit: {maxBytes: 256Mi}}", "auto"],
  ["beyond them", "{SetMemoryLimit: {maxBytes: 150Mi}}", "deny"],
  ["beyond the factor", "{SetMemoryLimit: {maxFactor: 1.5}}", "deny"],
  ["of another action", "{SetScale: {maxReplicas: 1}}", "auto"],
])("a change of 100Mi to 200Mi under bounds of its rule, %s: %s -> %s", (_name, bounds, verdict) => {
  const bounded = policy(`  - {name: mine, when: true, verdict: auto, reason: so, bounds: ${bounds}}\n`);
  expect(judge(bounded, judgeInputFor())).toMatchObject({ verdict, rule: "mine" });
});

test("no bound of a rule goes beyond the file's", () => {
  const wide = policy(
    "  - {name: mine, when: true, verdict: auto, reason: so, bounds: {SetMemoryLimit: {maxBytes: 8Gi}}}\n",
    "bounds: {SetMemoryLimit: {maxBytes: 150Mi}}",
  );
  expect(judge(wide, judgeInputFor())).toMatchObject({ verdict: "deny", rule: "memory-bounds" });
});

test.each([
  ["history.tried == 4 && history.held == 3", true],
  ["history.successRate > 0.7 && history.successRate < 0.8", true],
  ["history.holdsAtLeast > 0.0 && history.holdsAtLeast < history.successRate", true],
  ["cluster.nodes == 3 && cluster.nodesNotReady == 1 && cluster.openIncidents > 5", true],
  ['cluster.name == "prod" && cluster.changesInFlight == 0', true],
  ['action.targetKind == "Deployment" && action.toReplicas == 0', true],
  ["size(windows) == 0", true],
  ["history.held > 3", false],
])("%s is %s", (when, isMatch) => {
  const now = new Date("2026-01-01T12:00:00Z");
  const lesson = (result: "verified" | "recurred") =>
    ({ result, proof: "full", place: "here", at: now }) as const;
  const input = judgeInputFor();
  input.experience = standingOf(
    [lesson("verified"), lesson("verified"), lesson("verified"), lesson("recurred")],
    now,
  );
  input.facts.cluster = { name: "prod", nodes: 3, nodesNotReady: 1, openIncidents: 6, changesInFlight: 0 };
  const { rule } = judge(policy(`  - {name: mine, when: '${when}', verdict: deny, reason: so}\n`), input);
  expect(rule === "mine").toBe(isMatch);
});

test("each action of a plan is asked about by its own parameters", () => {
  const input = judgeInputFor();
  const [raise] = input.draft.actions;
  const scale = { ...raise, type: "SetScale", parameters: { from: 2, to: 6, basis: "" } };
  input.draft.actions = [...input.draft.actions, scale as never];
  const rules = `  - {name: wide, when: 'action.type == "SetScale" && action.toReplicas > 5 && action.factor == 3.0', verdict: deny, reason: so}
  - {name: rest, when: 'action.toReplicas == 0 && action.toLimitBytes > 0', verdict: auto, reason: so}\n`;
  expect(judge(policy(rules), input)).toMatchObject({ verdict: "deny", rule: "wide" });
});

test("how a verdict came about is kept: each rule that was asked, and what narrowed", () => {
  const input = judgeInputFor();
  input.autonomy = "approve";
  const rules = `  - {name: first, when: 'workload.kind == "StatefulSet"', verdict: deny, reason: so}
  - {name: second, when: 'true', verdict: auto, reason: so}
  - {name: third, when: 'true', verdict: deny, reason: so}\n`;
  const { verdict, trace } = judgeTraced(policy(rules), input);
  expect(verdict).toMatchObject({ verdict: "approve", rule: "autonomy-approve" });
  expect(trace).toMatchObject({
    rail: null,
    before: { verdict: "auto", rule: "second" },
    narrowed: ["autonomy-approve"],
  });
  expect(trace.actions[0]?.asked.map(({ rule, said }) => [rule, said])).toEqual([
    ["first", "no"],
    ["second", "matched"],
  ]);
});
