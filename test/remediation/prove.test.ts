import { expect, test } from "vitest";
import type { Attempt } from "../../src/domain/attempt.ts";
import type { WorkloadState } from "../../src/domain/workload-state.ts";
import { prove } from "../../src/remediation/verify/prove.ts";
import { otherTrouble, recurrence } from "../../src/remediation/verify/recurrence.ts";
import { worseThanBefore } from "../../src/remediation/verify/worse-than-before.ts";
import { attempt } from "../diagnosis/support/attempt.ts";

const APPLIED = new Date("2026-01-01T12:00:00Z");
const settings = { verifySoakSeconds: 60, verifyTimeoutSeconds: 900, verifySoakMaxSeconds: 1800 };
const target = { holdsOurValues: true, isOurTemplate: true, isSameObject: true, isInForce: true };

/** A rollout of 200 pods, `seconds` after the change, with a progress deadline of one minute. */
function rollingOut(seconds: number, now: Partial<WorkloadState>, before: Partial<WorkloadState> = {}) {
  const made = attempt({ from: 100, to: 200, ran: 10 });
  const of: Attempt = {
    ...made,
    before: { ...made.before, ...before },
    appliedAt: APPLIED,
    appliedGeneration: 2,
    result: null,
    verification: { ...made.verification, rolledOutAt: null },
  };
  const state: WorkloadState = {
    ...of.before,
    generation: 2,
    observedGeneration: 2,
    desiredReplicas: 200,
    totalReplicas: 220,
    updatedReplicas: 60,
    progressDeadlineSeconds: 60,
    isProgressDeadlineExceeded: false,
    targetRevision: "b",
    pods: [],
    ...now,
  };
  return prove({ attempt: of, state, target, settings, now: new Date(APPLIED.getTime() + seconds * 1000) });
}

test.each<[string, number, Partial<WorkloadState>, Partial<WorkloadState>, string]>([
  ["goes on past the deadline of its progress, as long as it progresses", 300, {}, {}, "wait"],
  ["fails when it stops progressing", 300, { isProgressDeadlineExceeded: true }, {}, "failed"],
  ["fails when its whole time is over", 901, {}, {}, "failed"],
  [
    "was stuck before the change: the time alone tells",
    61,
    { isProgressDeadlineExceeded: true },
    { isProgressDeadlineExceeded: true },
    "failed",
  ],
])("a slow rollout %s", (_name, seconds, now, before, kind) => {
  expect(rollingOut(seconds, now, before).kind).toBe(kind);
});

test.each([
  ["after the soak is over", 60, "held"],
  ["before it was over, though its answer came late", 59, "wait"],
])("a look that was begun %s: %s s, %s", (_name, begunAt, kind) => {
  const made = attempt({ from: 100, to: 200, ran: 10 });
  const at = (seconds: number) => new Date(APPLIED.getTime() + seconds * 1000);
  const { actions } = made.plan;
  const of: Attempt = {
    ...made,
    plan: {
      ...made.plan,
      actions: actions.map((one) => ({ ...one, proof: { ...one.proof, soakSeconds: 60 } })),
    },
    appliedAt: APPLIED,
    appliedGeneration: 2,
    result: null,
    verification: { ...made.verification, rolledOutAt: APPLIED.toISOString() },
  };
  const numbers = {
    desiredReplicas: 1,
    totalReplicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
  };
  const state: WorkloadState = {
    ...of.before,
    ...numbers,
    generation: 2,
    observedGeneration: 2,
    isProgressDeadlineExceeded: false,
    targetRevision: "b",
    pods: [],
  };
  expect(prove({ attempt: of, state, target, settings, now: at(300), lookedAt: at(begunAt) }).kind).toBe(
    kind,
  );
});

test("a return need not bring back pods that are no longer wanted", () => {
  const { before } = attempt({ from: 100, to: 200, ran: 10 });
  const [pod] = before.pods;
  if (pod === undefined) throw new Error("no pod");
  const three = { ...before, pods: [1, 2, 3].map(() => ({ ...pod, isReady: true })) };
  const now = { ...three, pods: three.pods.slice(1) };
  expect(worseThanBefore(three, { ...now, desiredReplicas: 3 })).toMatch(/2 of 3 pods/);
  expect(worseThanBefore(three, { ...now, desiredReplicas: 1 })).toBeUndefined();
});

test.each([
  ["OOMKilled", "OOMKilled", true],
  ["OOMKilled", "Error", false],
  ["Error", "Error", true],
])(
  "a fix of a kill seen as %s that ends by SIGKILL as %s recurred: %s; it is looked at in any case",
  (was, is, recurred) => {
    const made = attempt({ from: 100, to: 200, ran: 10, endId: "old" });
    const [pod] = made.before.pods;
    const [container] = pod?.containers ?? [];
    if (pod === undefined || container === undefined) throw new Error("no container");
    const with_ = (uid: string, id: string, reason: string) => ({
      ...pod,
      uid,
      revision: "b",
      containers: [{ ...container, restartCount: 1, lastEnd: { id, reason, exitCode: 137, ranSeconds: 9 } }],
    });
    const before = { ...made.before, pods: [with_("uid-before", "old", was)] };
    const state = { ...made.before, targetRevision: "b", pods: [with_("uid-now", "new", is)] };
    const found = recurrence({ ...made, before }, { target, state });
    expect(found !== undefined).toBe(recurred);
    expect(otherTrouble({ ...made, before }, state)).toContain("exit code 137");
  },
);
