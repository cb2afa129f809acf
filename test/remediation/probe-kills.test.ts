import { describe, expect, test } from "vitest";
import type { PodState, WorkloadState } from "../../src/domain/workload-state.ts";
import { podStateOf } from "../../src/kubernetes/pod-state.ts";
import { isEndOfSameKind, isMemoryEnd, newEnds } from "../../src/remediation/verify/instance-ends.ts";
import { markProbeKills } from "../../src/remediation/verify/mark-probe-kills.ts";
import { newObstacle } from "../../src/remediation/verify/new-obstacle.ts";
import { prove } from "../../src/remediation/verify/prove.ts";
import { servesBetter } from "../../src/remediation/verify/serves-better.ts";
import { attempt } from "../diagnosis/support/attempt.ts";
import { capturedItems } from "../kubernetes/captures.ts";

const never = AbortSignal.timeout(10_000);
const eventsOf = (scenario: string) => ({
  list: async () => ({ items: capturedItems(scenario, "events"), isTruncated: false }),
});
const stateOf = (pods: PodState[], more: Partial<WorkloadState> = {}) =>
  ({ ...attempt({ from: 100, to: 200, ran: 10 }).before, pods, ...more }) as WorkloadState;
const nothing = stateOf([]);

function capturedPods(scenario: string): PodState[] {
  return capturedItems(scenario, "pod").map(podStateOf);
}

describe("a kill by the kubelet's probe, as a real kubelet tells of it", () => {
  const pods = capturedPods("liveness-failing");
  const marked = markProbeKills(
    eventsOf("liveness-failing"),
    { namespace: "default", before: nothing, state: stateOf(pods) },
    never,
  );

  test("is known by its event, though the program ended in good order", async () => {
    const [end] = newEnds(nothing, await marked, "");
    expect(end).toMatchObject({ exitCode: 0, isByProbe: true });
    expect(newEnds(nothing, stateOf(pods), "")).toEqual([]);
  });

  test("is no kill by memory, even by SIGKILL", async () => {
    const killed = (await marked).pods.map((pod) => ({
      ...pod,
      containers: pod.containers.map((one) =>
        one.lastEnd === null ? one : { ...one, lastEnd: { ...one.lastEnd, exitCode: 137, reason: "Error" } },
      ),
    }));
    const [end] = newEnds(nothing, stateOf(killed), "");
    if (end === undefined) throw new Error("no end");
    expect(isMemoryEnd(end)).toBe(false);
    expect(isMemoryEnd({ ...end, isByProbe: false })).toBe(true);
    expect(isEndOfSameKind({ before: nothing }, end)).toBe(false);
  });

  test("fails the proof of a change at once", async () => {
    const made = attempt({ from: 100, to: 200, ran: 10 });
    const state = { ...(await marked), targetRevision: "", observedGeneration: 9 };
    const renamed = state.pods.map((pod) => ({
      ...pod,
      revision: "",
      containers: pod.containers.map((one) => ({ ...one, name: "web" })),
    }));
    const result = prove({
      attempt: { ...made, before: nothing },
      target: { holdsOurValues: true, isOurTemplate: true, isSameObject: true, isInForce: true },
      state: { ...state, pods: renamed },
      now: new Date(),
      settings: { verifySoakSeconds: 60, verifyTimeoutSeconds: 900, verifySoakMaxSeconds: 1800 },
    });
    expect(result).toMatchObject({ kind: "failed", reason: expect.stringMatching(/for its liveness/) });
  });
});

test.each(["oom-main", "oom-child"])("%s is never taken for a kill by a probe", async (scenario) => {
  const state = stateOf(capturedPods(scenario));
  const given = { namespace: "default", before: nothing, state };
  expect(await markProbeKills(eventsOf(scenario), given, never)).toEqual(state);
});

test("no event is asked for where nothing has ended since the change", async () => {
  const state = stateOf(capturedPods("liveness-failing"));
  const list = () => Promise.reject(new Error("asked"));
  expect(await markProbeKills({ list }, { namespace: "default", before: state, state }, never)).toEqual(
    state,
  );
});

const waiting = (reason: string, revision = "new"): PodState => ({
  uid: reason,
  name: "web-1",
  revision,
  isReady: false,
  isTerminating: false,
  phase: "Pending",
  containers: [{ name: "web", restartCount: 0, lastEnd: null, waitingReason: reason }],
});

test.each<[string, PodState[], number, boolean]>([
  ["InvalidImageName", [waiting("InvalidImageName")], 1, true],
  ["ImagePullBackOff", [waiting("ImagePullBackOff")], 5, false],
  ["ImagePullBackOff", [waiting("ImagePullBackOff")], 90, true],
  ["ErrImagePull", [waiting("ErrImagePull")], 90, false],
  ["CreateContainerConfigError", [waiting("CreateContainerConfigError")], 30, true],
  ["ContainerCreating", [waiting("ContainerCreating")], 900, false],
  ["InvalidImageName of the revision before", [waiting("InvalidImageName", "old")], 90, false],
])("%s fails a new revision after %3$s s: %4$s", (_reason, pods, seconds, isFailed) => {
  const before = { before: stateOf([waiting("", "old")], { targetRevision: "old" }) };
  const state = stateOf(pods, { targetRevision: "new" });
  expect(newObstacle(before, state, seconds) !== undefined).toBe(isFailed);
});

test("what kept containers from starting before the change too is nothing new", () => {
  const before = { before: stateOf([waiting("InvalidImageName", "old")], { targetRevision: "old" }) };
  const state = stateOf([waiting("InvalidImageName")], { targetRevision: "new" });
  expect(newObstacle(before, state, 90)).toBeUndefined();
});

test.each([
  [2, 1, "kept"],
  [1, 1, "put back"],
  [0, 1, "put back"],
])("a health of %s where it was %s is %s", (now, was, end) => {
  const health = (measure: number) => ({ isWell: false, reason: `${measure} endpoints`, measure });
  const made = attempt({ from: 100, to: 200, ran: 10 });
  const of = { ...made, before: stateOf([], { health: health(was) }) };
  const better = servesBetter(of, stateOf([], { health: health(now) }), null);
  expect(better === undefined).toBe(end === "put back");
});
