import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { endsOf, isOomKilled, isRolledOut, type Pod } from "../../bench/naive/classic-state.ts";
import { nodeThatRuns } from "../../bench/naive/node-that-runs.ts";
import { type Played, playSide } from "../../bench/naive/play-side.ts";
import { resultOf } from "../../bench/naive/result-of.ts";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";

const MI = 2 ** 20;
const killed = { terminated: { reason: "OOMKilled" } };
const failed = { terminated: { reason: "Error" } };
const running = { running: {} };
const heldBack = { waiting: { reason: "CrashLoopBackOff" } };

const podWith = (status: object | undefined) =>
  ({
    metadata: { uid: "1", name: "stress-1" },
    spec: { containers: [{ resources: { limits: { memory: "100Mi" } } }] },
    status: status === undefined ? {} : { containerStatuses: [status] },
  }) as unknown as Pod;

test.each([
  { of: "a pod without a status", status: undefined, ends: 0, oom: false },
  {
    of: "one that runs for the first time",
    status: { restartCount: 0, state: running },
    ends: 0,
    oom: false,
  },
  { of: "one that was killed just now", status: { restartCount: 0, state: killed }, ends: 1, oom: true },
  {
    of: "one that runs again",
    status: { restartCount: 1, state: running, lastState: killed },
    ends: 1,
    oom: true,
  },
  {
    of: "one that is held back",
    status: { restartCount: 1, state: heldBack, lastState: killed },
    ends: 2,
    oom: true,
  },
  {
    of: "one that failed",
    status: { restartCount: 2, state: failed, lastState: killed },
    ends: 3,
    oom: false,
  },
  { of: "one whose image is pulled", status: { restartCount: 0, state: heldBack }, ends: 0, oom: false },
])("of $of $ends ends are counted", ({ status, ends, oom }) => {
  expect(endsOf(podWith(status))).toBe(ends);
  expect(isOomKilled(podWith(status))).toBe(oom);
});

test.each([
  { status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1, readyReplicas: 1 }, is: true },
  { status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 }, is: false },
  { status: { observedGeneration: 2, replicas: 2, updatedReplicas: 1, readyReplicas: 1 }, is: false },
  { status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1 }, is: false },
  { status: undefined, is: false },
])("$status is rolled out: $is", ({ status, is }) => {
  const template = { spec: { containers: [{ resources: { limits: {} } }] } };
  expect(
    isRolledOut({
      metadata: { generation: 2 },
      spec: { replicas: 1, template },
      ...(status && { status }),
    } as never),
  ).toBe(is);
});

test("a side that never came to rest is named, and its time is the bound", () => {
  const steady: Played = {
    isSteady: true,
    seconds: 20,
    restarts: 2,
    limitBytes: 240 * MI,
    neededBytes: 200 * MI,
  };
  const nothing = { ...steady, isSteady: false, seconds: 180, restarts: 6, limitBytes: 100 * MI };
  const doubling = { ...steady, seconds: 40, restarts: 4, limitBytes: 400 * MI };
  const { rows } = resultOf([{ nothing, doubling, ours: steady }], {
    nothing: 180,
    doubling: 600,
    ours: 600,
  });
  expect(rows.map(({ case: name, ratio }) => [name, ratio])).toEqual([
    [
      "seconds from first kill to steady, against doing nothing (nothing: not steady within 180 s in 1 of 1)",
      0.1111,
    ],
    ["restarts suffered, against doing nothing (nothing: not steady within 180 s in 1 of 1)", 0.3333],
    ["seconds from first kill to steady, against doubling", 0.5],
    ["restarts suffered, against doubling", 0.5],
    ["memory above the measured 200 MiB, against doubling", 0.2],
  ]);
});

describe("on a cluster", () => {
  const RATE = 120;
  const originMs = Date.now();
  const clock = createClock({ originMs, anchorMs: originMs, rate: RATE });
  const cluster = createSimulatedCluster({ clock });
  let kubeConfig: Awaited<ReturnType<typeof cluster.start>>["kubeConfig"];
  beforeAll(async () => {
    ({ kubeConfig } = await cluster.start());
  });
  afterAll(() => cluster.stop());
  const playing = () => ({
    kubeConfig,
    clock,
    soakSeconds: 30,
    boundSeconds: { nothing: 120, doubling: 3_600, ours: 3_600 },
    signal: new AbortController().signal,
  });

  it("a node that runs containers is found", async () => {
    expect(await nodeThatRuns(kubeConfig)).toBe("node-1");
  });

  it("the classic that nobody looks after never comes to rest", async () => {
    const played = await playSide(playing(), "nothing");
    expect(played).toMatchObject({ isSteady: false, seconds: 120, limitBytes: 100 * MI });
    expect(played.restarts).toBeGreaterThan(1);
  });

  it("the script doubles until it holds, and no further", async () => {
    const played = await playSide(playing(), "doubling");
    expect(played).toMatchObject({ isSteady: true, limitBytes: 400 * MI, neededBytes: undefined });
    expect(played.restarts).toBeGreaterThan(1);
  });
});
