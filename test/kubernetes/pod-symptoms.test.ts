import { describe, expect, it } from "vitest";
import { newSignalSchema } from "../../src/domain/signal.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { symptomsOfPod } from "../../src/kubernetes/pod-symptoms.ts";
import { capturedObject, capturedWatch } from "./captures.ts";

const seen = (pod: KubernetesObject) =>
  symptomsOfPod(pod).map((one) => `${one.symptom} ${one.suspect.container}`);

describe("the symptoms of a captured pod", () => {
  it.each([
    ["oom-child", ["oom-killed stress", "crash-looping stress"]],
    ["oom-main", ["oom-killed report", "crash-looping report"]],
    ["crash-exit-1", ["crash-looping checkout"]],
    ["crash-bad-command", ["crash-looping search"]],
    ["init-crash", ["crash-looping migrate"]],
    ["liveness-failing", ["crash-looping frontend"]],
    ["config-missing-key", ["config-error cart"]],
    ["image-missing-tag", ["image-not-pulled catalog"]],
    ["evicted", ["evicted "]],
    ["unschedulable-cpu", ["unschedulable "]],
    ["pvc-pending", ["unschedulable "]],
    ["healthy", []],
    ["readiness-failing", []],
    ["job-backoff", []],
    ["oom-child-repaired", []],
  ])("%s", (scenario, symptoms) => {
    const pod = capturedObject(scenario, "pod");
    expect(seen(pod)).toEqual(symptoms);
    for (const signal of symptomsOfPod(pod)) expect(newSignalSchema.parse(signal).at).toMatch(/^20\d\d-.*Z$/);
  });
});

describe("the kills of one pod over its life", () => {
  const changes = capturedWatch("oom-child-repaired");

  it("gives each kill one key, seen first in state and then in lastState", () => {
    const kills = changes
      .flatMap(({ object }) => symptomsOfPod(object))
      .filter((one) => one.symptom === "oom-killed");
    const keys = new Set(kills.map((one) => one.key));
    expect(keys.size).toBe(4);
    expect(kills.length).toBeGreaterThan(4);
  });

  it("tells of the kill while the container is only terminated, before any back-off", () => {
    const first = changes.find(({ object }) => symptomsOfPod(object).length > 0);
    expect(first && seen(first.object)).toEqual(["oom-killed stress"]);
  });

  it("tells nothing new of a pod that is being deleted", () => {
    const firstGoing = changes.findIndex(({ object }) => object.metadata.deletionTimestamp !== undefined);
    expect(firstGoing).toBeGreaterThan(0);
    const keysOf = (part: typeof changes) =>
      new Set(part.flatMap(({ object }) => symptomsOfPod(object)).map((one) => one.key));
    const before = keysOf(changes.slice(0, firstGoing));
    expect([...keysOf(changes.slice(firstGoing))].filter((key) => !before.has(key))).toEqual([]);
  });
});

describe("a made-up pod", () => {
  const pod = (status: unknown, metadata: object = {}): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "n", uid: "u", creationTimestamp: "2026-01-01T00:00:00Z", ...metadata },
    status,
  });
  const killed = { reason: "Error", exitCode: 137, containerID: "c://1", finishedAt: "2026-01-01T00:01:00Z" };
  const withEnd = (terminated: object, more: object = {}) => ({
    phase: "Running",
    containerStatuses: [
      { name: "main", restartCount: 1, state: { running: {} }, lastState: { terminated }, ...more },
    ],
  });

  it("shows a kill by signal 9 that nothing explains", () => {
    expect(seen(pod(withEnd(killed)))).toEqual(["killed main"]);
  });

  it("shows no kill where the deletion or the eviction of the pod explains it", () => {
    expect(seen(pod(withEnd(killed), { deletionTimestamp: "2026-01-01T00:00:50Z" }))).toEqual([]);
    expect(seen(pod({ ...withEnd(killed), phase: "Failed", reason: "Evicted" }))).toEqual(["evicted "]);
  });

  it("shows no kill where the kubelet lost sight of the container", () => {
    expect(seen(pod(withEnd({ ...killed, reason: "ContainerStatusUnknown" })))).toEqual([]);
  });

  it("shows the kill of a native sidecar and of an init container", () => {
    const terminated = { ...killed, reason: "OOMKilled" };
    const status = { initContainerStatuses: [{ name: "proxy", restartCount: 0, state: { terminated } }] };
    expect(seen(pod(status))).toEqual(["oom-killed proxy"]);
  });

  it("gives a kill one key where the runtime names no instance", () => {
    const end = { ...killed, reason: "OOMKilled", containerID: "" };
    const states = [
      { name: "main", restartCount: 2, state: { terminated: end }, lastState: {} },
      {
        name: "main",
        restartCount: 2,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: end },
      },
      { name: "main", restartCount: 3, state: { running: {} }, lastState: { terminated: end } },
    ];
    const keys = states.flatMap((state) =>
      symptomsOfPod(pod({ containerStatuses: [state] })).filter((one) => one.symptom === "oom-killed"),
    );
    expect(new Set(keys.map((one) => one.key)).size).toBe(1);
  });

  it("keeps one key from the first failed pull to the back-off", () => {
    const waiting = (reason: string) => ({
      containerStatuses: [{ name: "main", image: "a:1", restartCount: 0, state: { waiting: { reason } } }],
    });
    const [pull] = symptomsOfPod(pod(waiting("ErrImagePull")));
    const [backOff] = symptomsOfPod(pod(waiting("ImagePullBackOff")));
    expect(pull?.key).toBe(backOff?.key);
  });

  it("has no symptom while it starts, whatever else its status holds", () => {
    const waiting = { name: "main", restartCount: 0, state: { waiting: { reason: "ContainerCreating" } } };
    for (const status of [undefined, null, "x", {}, { containerStatuses: [waiting, 7, null, { name: 1 }] }])
      expect(seen(pod(status))).toEqual([]);
  });

  it("makes one bounded line of the server's words", () => {
    const message = `no\nsuch ${"x".repeat(5000)}\u202e`;
    const status = {
      containerStatuses: [
        { name: "main", restartCount: 0, state: { waiting: { reason: "CreateContainerError", message } } },
      ],
    };
    const detail = symptomsOfPod(pod(status))[0]?.detail ?? "";
    expect(detail.length).toBeLessThanOrEqual(300);
    expect(detail).not.toMatch(/[\n\u202e]/);
  });
});
