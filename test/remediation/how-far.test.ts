import { describe, expect, test } from "vitest";
import type { PodState, WorkloadState } from "../../src/domain/workload-state.ts";
import { howFar, STAGES } from "../../src/remediation/verify/how-far.ts";
import { servesBetter } from "../../src/remediation/verify/serves-better.ts";
import { attempt } from "../diagnosis/support/attempt.ts";

type Container = PodState["containers"][number];

const end = { id: "a", reason: "Error", exitCode: 1, ranSeconds: 3 };
const container = (over: Partial<Container>): Container => ({
  name: "main",
  restartCount: 0,
  lastEnd: null,
  waitingReason: "",
  ...over,
});
const pod = (containers: Container[], over: Partial<PodState> = {}): PodState => ({
  uid: "u",
  name: "web-1",
  revision: "new",
  isReady: false,
  isTerminating: false,
  phase: "Running",
  containers,
  ...over,
});
const base = attempt({ from: 100, to: 200, ran: 10 });
const state = (pods: PodState[]): WorkloadState => ({ ...base.before, targetRevision: "new", pods });

const unplaced = pod([], { phase: "Pending" });
const unstarted = pod([container({ waitingReason: "CreateContainerConfigError" })], { phase: "Pending" });
const unpulled = pod([container({ waitingReason: "ImagePullBackOff" })], { phase: "Pending" });
const crashing = pod([container({ waitingReason: "CrashLoopBackOff", restartCount: 2, lastEnd: end })]);
const probed = pod([container({ restartCount: 1, lastEnd: { ...end, exitCode: 137, isByProbe: true } })]);
const running = pod([container({})]);
const ready = pod([container({})], { isReady: true });
const doneInit = container({ name: "init", lastEnd: { ...end, reason: "Completed", exitCode: 0 } });

describe("how far pods come", () => {
  test.each([
    ["not created", []],
    ["not placed", [unplaced]],
    ["without its configuration", [unstarted]],
    ["without its volumes", [pod([container({ waitingReason: "ContainerCreating" })])]],
    ["without its image", [unpulled]],
    ["not started", [pod([container({ waitingReason: "RunContainerError" })])]],
    ["ended", [pod([container({ lastEnd: end }), container({ waitingReason: "PodInitializing" })])]],
    ["ended", [crashing]],
    ["running", [probed]],
    ["running", [running]],
    ["running", [pod([doneInit, container({})])]],
    ["ready", [ready]],
    ["ended", [ready, crashing]],
    ["without its image", [pod([container({ lastEnd: end }), container({ waitingReason: "ErrImagePull" })])]],
    ["ready", [ready, pod([container({ lastEnd: end })], { revision: "old" })]],
    ["ready", [ready, pod([container({ lastEnd: end })], { isTerminating: true })]],
  ] as const)("%s", (stage, pods) => {
    expect(STAGES[howFar(state([...pods]))]).toBe(stage);
  });
});

const better = (was: PodState[], is: PodState[], failedRunSeconds: number | null = null) =>
  servesBetter({ ...base, before: state(was) }, state(is), failedRunSeconds);

test("a fault behind the one that was repaired keeps the repair", () => {
  expect(better([unpulled], [unstarted])).toContain("another fault");
  expect(better([unstarted], [crashing])).toContain("another fault");
  expect(better([crashing], [running])).toContain("another fault");
  expect(better([], [unstarted])).toContain("another fault");
});

test("pods that come no further than before, or less far, are no reason to keep a change", () => {
  expect(better([crashing], [crashing])).toBeUndefined();
  expect(better([running], [crashing])).toBeUndefined();
  expect(better([crashing], [unstarted])).toBeUndefined();
  // Ready for an instant between two ends.
  const between = { ...ready, containers: [container({ restartCount: 1, lastEnd: end })] };
  expect(better([crashing], [between], 2)).toBeUndefined();
});

test("a revision that comes further than the one before is put back where fewer pods serve with it", () => {
  const old = { ...ready, revision: "old" };
  expect(better([old, unstarted], [crashing])).toBeUndefined();
});

test("a run that lasted longer is better, though who is killed now was ready a moment before the change", () => {
  const longer = (was: PodState[], is: PodState[], seconds: number) =>
    servesBetter({ ...base, previousRunSeconds: 24, before: state(was) }, state(is), seconds);
  const between = { ...ready, containers: [container({ lastEnd: end })] };
  expect(longer([between], [crashing], 57)).toContain("57 s until the kill, where it ran for 24 s");
  expect(longer([between], [crashing], 25)).toBeUndefined();
  expect(longer([between, ready], [crashing], 57)).toBeUndefined();
});
