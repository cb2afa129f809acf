import { expect, it } from "vitest";
import { replayProofs } from "../../src/cli/replay/replay-proof.ts";
import type { AuditRow } from "../../src/cli/replay/replay-row.ts";
import type { Attempt } from "../../src/domain/attempt.ts";
import { prove } from "../../src/remediation/verify/prove.ts";
import { attempt } from "../diagnosis/support/attempt.ts";
import { judgeInputFor } from "../remediation/support/judge-input.ts";

const APPLIED = new Date("2026-01-01T12:00:00Z");
const settings = { verifySoakSeconds: 60, verifyTimeoutSeconds: 900, verifySoakMaxSeconds: 1800 };
const target = { holdsOurValues: true, isOurTemplate: true, isSameObject: true, isInForce: true };
const made = attempt({ from: 100, to: 200, ran: 10 });
const { draft } = judgeInputFor();
const verdict = { verdict: "auto" as const, rule: "r", reason: "so", autonomy: "auto" as const };
const plan = { ...draft, ...verdict, digest: "digest-of-the-plan" };

/** The rows of one look, `seconds` after the rollout was complete, as the audit gives them back. */
function rowsOfALook(seconds: number): { rows: AuditRow[]; kind: string } {
  const of: Attempt = {
    ...made,
    plan,
    planDigest: plan.digest,
    appliedAt: APPLIED,
    appliedGeneration: 2,
    result: null,
    verification: { ...made.verification, rolledOutAt: APPLIED.toISOString() },
  };
  const numbers = { desiredReplicas: 1, totalReplicas: 1, updatedReplicas: 1, readyReplicas: 1 };
  const seen = { generation: 2, observedGeneration: 2, availableReplicas: 1, targetRevision: "b", pods: [] };
  const state = { ...of.before, ...numbers, ...seen };
  const now = new Date(APPLIED.getTime() + seconds * 1000);
  const input = { attempt: of, target, state, now, lookedAt: now, settings };
  const result = prove(input);
  const { plan: _plan, preImage: _preImage, ...brief } = of;
  const rows = [
    { sequence: 3, kind: "planned", input: {}, output: { plan } },
    { sequence: 9, kind: "held", input: { ...input, attempt: brief }, output: { result } },
  ];
  return { rows: JSON.parse(JSON.stringify(rows)), kind: result.kind };
}

it.each([
  ["while it soaks", 30, "wait", "wait"],
  ["once it has soaked", 300, "held", "held (full)"],
])("a look at a change is judged again as it was, %s", (_when, seconds, kind, said) => {
  const { rows, kind: was } = rowsOfALook(seconds);
  expect(was).toBe(kind);
  expect(replayProofs(rows)).toEqual([{ sequence: 9, kind: "proof", was: said, now: said }]);
});

it("says where a change that was taken for proven would not be by what was seen", () => {
  const { rows } = rowsOfALook(300);
  const look = rows[1] as { input: { state: { readyReplicas: number } } };
  look.input.state.readyReplicas = 0;
  expect(replayProofs(rows)).toEqual([
    expect.objectContaining({ was: "held (full)", now: expect.stringMatching(/^(wait|failed)$/) }),
  ]);
});

it("judges nothing of which no row tells the plan", () => {
  expect(replayProofs(rowsOfALook(300).rows.slice(1))).toEqual([]);
});
