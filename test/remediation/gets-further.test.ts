import { expect, test } from "vitest";
import type { PodState, WorkloadState } from "../../src/domain/workload-state.ts";
import { DEFAULT_MEMORY_BOUNDS } from "../../src/remediation/sizing/bounds.ts";
import { getsFurther } from "../../src/remediation/verify/gets-further.ts";
import { nextAfterFailure } from "../../src/remediation/verify/next-after-failure.ts";
import { attempt } from "../diagnosis/support/attempt.ts";

const base = attempt({ from: 100, to: 200, ran: 10 });

function pod(waitingReason: string | null, more: Partial<PodState> = {}): PodState {
  const container = { name: "web", restartCount: 0, lastEnd: null };
  return {
    uid: "u",
    name: "web-1",
    revision: "r",
    isReady: false,
    isTerminating: false,
    phase: "Pending",
    containers: waitingReason === null ? [] : [{ ...container, waitingReason }],
    ...more,
  };
}
const state = (...pods: PodState[]): WorkloadState => ({ ...base.before, targetRevision: "r", pods });

const ORDER: [string, WorkloadState][] = [
  ["refused", state()],
  ["unscheduled", state(pod(null))],
  ["mounting", state(pod("ContainerCreating"))],
  ["pulling", state(pod("ImagePullBackOff"))],
  ["configuration", state(pod("CreateContainerConfigError"))],
  ["starting", state(pod("RunContainerError"))],
  ["running", state(pod(""))],
  ["ready", state(pod("", { isReady: true }))],
];

test.each(
  ORDER.slice(1).map((now, index) => [ORDER[index]?.[0] ?? "", now[0], ORDER[index]?.[1], now[1]] as const),
)("from %s to %s is further, and back is not", (_was, _is, before, now) => {
  if (before === undefined) throw new Error("no state");
  expect(getsFurther(before, now)).toMatch(/where there was/);
  expect(getsFurther(now, before)).toBeUndefined();
  expect(getsFurther(now, now)).toBeUndefined();
});

test("a pod of another revision, or one that goes, has come nowhere", () => {
  const before = state(pod("ImagePullBackOff"));
  expect(getsFurther(before, state(pod("", { revision: "older" })))).toBeUndefined();
  expect(getsFurther(before, state(pod("", { isTerminating: true })))).toBeUndefined();
});

test("fewer ready pods than before are no gain, however far a new one comes", () => {
  const old = pod("", { isReady: true, revision: "older", uid: "o" });
  expect(getsFurther(state(old, pod("ImagePullBackOff")), state(pod("")))).toBeUndefined();
});

test.each([
  ["SetImage", null, "keep"],
  ["SetImage", { pod: "p", container: "web", reason: "Error", exitCode: 1, ranSeconds: 2 }, "return"],
  ["RollBackRevision", null, "return"],
] as const)("%s that leads to another fault (end: %o): %s", (type, end, next) => {
  const [action] = base.plan.actions;
  const parameters = { container: "web", from: "a", to: "b", basis: "" };
  const made = { ...base, plan: { ...base.plan, actions: [{ ...action, type, parameters } as never] } };
  const result = nextAfterFailure({
    attempt: { ...made, before: state(pod("ImagePullBackOff")) },
    state: state(pod("CreateContainerConfigError")),
    end,
    maxAttempts: 3,
    bounds: DEFAULT_MEMORY_BOUNDS,
    foreignLimitBytes: 0,
  });
  expect(result.next).toBe(next);
});
