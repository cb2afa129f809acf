import { expect, test } from "vitest";
import { USUAL_LENGTHS } from "../../src/domain/lengths.ts";
import { catalogue } from "../../src/http/catalogue.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";

test("the catalogue tells each rule in force as it decides: its condition, and who must decide where", () => {
  const policy = loadPolicyFile(`apiVersion: kube-autofix.io/v1
kind: Policy
groups: {dba: [ou_ada, ou_bob]}
decidedBy: [dba]
rules:
  - {name: two, when: risk.level == "high", verdict: approve, reason: Two people, approvers: 2, decidedBy: [dba]}
  - {name: rest, when: true, verdict: auto, reason: May be repaired}
`);
  expect(catalogue(policy, USUAL_LENGTHS)).toMatchObject({
    minutes: { "not-now": [30, 120, 480], pause: [60, 480, 1440, 10_080] },
    decidedBy: ["dba"],
    rules: [
      {
        ...{ name: "two", when: 'risk.level == "high"', verdict: "approve", reason: "Two people" },
        ...{ approvers: 2, decideOn: "card", decidedBy: ["dba"], modelFound: false },
      },
      { name: "rest", when: "true", approvers: 1, decideOn: "anywhere", decidedBy: [] },
    ],
  });
  expect(JSON.stringify(catalogue(policy, USUAL_LENGTHS))).not.toContain("ou_ada");
});
