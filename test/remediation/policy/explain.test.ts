import { expect, test } from "vitest";
import { redactValue } from "../../../src/core/redact-value.ts";
import { judgeRecorded } from "../../../src/remediation/policy/judge-recorded.ts";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { decisionOf } from "../../../src/remediation/policy/recorded-decision.ts";
import { compareDecision } from "../../../src/remediation/policy/records/compare-decision.ts";
import { explainDecision } from "../../../src/remediation/policy/records/explain-decision.ts";
import { judgeInputFor } from "../support/judge-input.ts";

const policy = (rules: string, more = "") =>
  loadPolicyFile(`apiVersion: kube-autofix.io/v1\nkind: Policy\n${more}\nrules:\n${rules}`);

const RULES = `  - {name: databases, when: 'workload.kind == "StatefulSet"', verdict: deny, reason: so}
  - {name: office, when: '"office" in windows && size(workload.labels) == 0', verdict: auto, reason: People are there}
`;
const OFFICE = 'timeZone: UTC\nwindows: {office: {from: "09:00", to: "17:00"}}';

/** A decision as it comes back from the audit. */
function recorded(
  rules: string,
  more = "",
  change: (input: ReturnType<typeof judgeInputFor>) => void = () => {},
) {
  const input = judgeInputFor();
  change(input);
  const { verdict, trace, record } = judgeRecorded(policy(rules, more), input);
  const row = JSON.parse(
    JSON.stringify(redactValue({ input: record, output: { plan: { ...verdict, digest: "d" }, trace } })),
  );
  const decision = decisionOf(row);
  if (decision === undefined) throw new Error("no decision");
  return decision;
}

test("says rule by rule why, with what each looked at", () => {
  const decision = recorded(RULES, OFFICE, (input) => (input.autonomy = "approve"));
  expect(explainDecision(decision)).toEqual([
    "plan: s",
    "verdict: approve, by autonomy-approve",
    "because: the environment allows no change without a person; else: People are there",
    "rails: all passed",
    "rules for SetMemoryLimit, in order:",
    '  no      databases: workload.kind == "StatefulSet"',
    '            workload.kind = "Deployment"',
    '  matched office: "office" in windows && size(workload.labels) == 0',
    '            windows = ["office"]',
    "            workload.labels = {}",
    "windows that were open: office",
    "narrowed from auto (office) by: autonomy-approve",
  ]);
});

test("says which rail denied, which rule could not be worked out, and that none matched", () => {
  const denied = recorded(RULES, OFFICE, (input) => (input.paused = "Ada works on it"));
  expect(explainDecision(denied).at(-1)).toContain("paused denied before any rule was asked");
  const broken = recorded(
    `  - {name: odd, when: 'workload.labels["a"] == "b"', verdict: auto, reason: so}\n`,
  );
  expect(explainDecision(broken).join("\n")).toContain(
    'error   odd: workload.labels["a"] == "b"\n            workload.labels = {}\n            field not found: a',
  );
  const none = recorded("  - {name: never, when: false, verdict: auto, reason: so}\n");
  expect(explainDecision(none)).toContain("  no rule matched, so the default of the action counts");
});

test("a decision of a version that kept no trace is told as far as it was kept", () => {
  const { trace: _trace, ...rest } = recorded(RULES, OFFICE);
  expect(explainDecision({ ...rest, trace: null }).at(-1)).toContain("was not kept by the version");
});

test("a record of an earlier version, without the facts of this one, is decided again", () => {
  const { record } = recorded(RULES, OFFICE);
  const { cluster: _cluster, ...facts } = record.facts;
  const old = { ...record, facts: { ...facts, action: { type: "SetMemoryLimit" } } };
  const aware = policy(
    "  - {name: mine, when: 'cluster.nodes == 0 && action.toLimitBytes > 0', verdict: deny, reason: so}\n",
  );
  const compared = compareDecision(old, { older: policy(RULES, OFFICE), newer: aware });
  expect(compared).toMatchObject({ isChanged: true, newer: { verdict: "deny", rule: "mine" } });
});

test.each([
  ["another verdict", "verdict: approve, reason: so", true],
  ["another rule of the same sense", "verdict: auto, reason: other", false],
  ["a longer soak", "verdict: auto, reason: so, soakSeconds: 900", true],
])("two policies that differ by %s: changed %s", (_name, more, isChanged) => {
  const { record } = recorded(RULES, OFFICE);
  const newer = policy(`  - {name: renamed, when: true, ${more}}\n`);
  expect(compareDecision(record, { older: policy(RULES, OFFICE), newer }).isChanged).toBe(isChanged);
});

test("what experience would have put in its place is decided again with it", () => {
  const usual = judgeInputFor();
  usual.facts.risk.level = "high";
  const { record, trace } = judgeRecorded(
    policy("  - {name: all, when: true, verdict: auto, reason: so}\n"),
    {
      ...judgeInputFor(),
      insteadOf: usual,
    },
  );
  expect(trace.insteadOf?.before.rule).toBe("all");
  const careful = policy(
    `  - {name: risky, when: 'risk.level == "high"', verdict: approve, reason: so}\n  - {name: all, when: true, verdict: auto, reason: so}\n`,
  );
  expect(judgeRecorded(careful, record).verdict).toMatchObject({ verdict: "approve", rule: "risky" });
});
