import { expect, test } from "vitest";
import { loadPolicyFile, PolicyError } from "../../src/remediation/policy/load-policy.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";
const rule = (when: string) =>
  `${HEAD}rules:\n  - name: one\n    when: ${when}\n    verdict: deny\n    reason: because\n`;

const told = (when: string, more = "mention: []") =>
  `${HEAD}notify:\n  - name: one\n    when: ${when}\n    ${more}\n`;

function fault(text: string): PolicyError {
  try {
    loadPolicyFile(text, { bots: ["default", "payments"] });
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
}

test.each([
  ["a missing quote", `${HEAD}rules: [`, 3, "Flow"],
  ["an unknown key", `${HEAD}rulez: []`, 3, "rulez"],
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
  ["three approvers", rule("true").replace("reason", "approvers: 3\n    reason"), 7, "must be 1 or 2"],
  ["a place that is none", rule("true").replace("reason", "decideOn: paper\n    reason"), 7, "decideOn"],
  [
    "people who are in no group",
    rule("true").replace("reason", "decidedBy: [dba, ou_ada]\n    reason"),
    7,
    "no group dba",
  ],
  ["nobody to decide", rule("true").replace("reason", "decidedBy: []\n    reason"), 7, "decidedBy"],
  [
    "a decider that is neither",
    rule("true").replace("reason", "decidedBy: ['@all']\n    reason"),
    7,
    "name of a group or an open id",
  ],
  [
    "two people of whom one is named",
    rule("true").replace("reason", "approvers: 2\n    decidedBy: [ou_ada, ou_ada]\n    reason"),
    8,
    "names one",
  ],
  [
    "people who would decide where nobody knows them",
    rule("true").replace("reason", "decidedBy: [ou_ada]\n    decideOn: anywhere\n    reason"),
    8,
    "known on the card alone",
  ],
  ["a group of groups", `${HEAD}groups:\n  dba: [ou_ada]\n  all: [dba]\n`, 5, "must be the open id"],
  ["a group that nobody is in", `${HEAD}groups:\n  dba: []\n`, 4, "groups.dba"],
  [
    "general deciders of an unknown group",
    `${HEAD}groups: {dba: [ou_ada]}\ndecidedBy: [sre]\n`,
    4,
    "no group sre",
  ],
  ["a fact that a message cannot wait for", told('namespace.labels["a"] == "b"'), 5, "no field labels"],
  ["an unknown word in a notify rule", told('severity == "critical"'), 5, "no fact severity"],
  ["a chat that is none", told("true", "chat: payments"), 6, "must be the id of a chat"],
  ["a person that is none", told("true", "mention: [ou_ada, '@all']"), 6, "must be the open id"],
  ["a bot that is not configured", told("true", "bots: [default, nobody]"), 6, "no custom bot nobody"],
  ["a zone that is none", told("true", "timeZone: Mars/Olympus"), 6, "IANA name"],
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

test("reads whom to tell, and what a rule wants of people", () => {
  const policy = loadPolicyFile(`${HEAD}rules:
  - name: high-risk-by-two
    when: risk.level == "high"
    verdict: approve
    approvers: 2
    decideOn: card
    reason: Two people of the chat decide what is risky
notify:
  - name: payments
    when: namespace.name == "payments" || signal.severity == "critical"
    chat: oc_payments
    escalateTo: oc_lead
    mention: [ou_ada, ou_bob]
    bots: [default]
    timeZone: Asia/Shanghai
`);
  expect(policy.rules[0]).toMatchObject({ approvers: 2, decideOn: "card" });
  expect(policy.notify).toMatchObject([
    { name: "payments", chat: "oc_payments", mention: ["ou_ada", "ou_bob"] },
  ]);
});
