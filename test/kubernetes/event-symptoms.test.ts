import { describe, expect, it } from "vitest";
import { newSignalSchema } from "../../src/domain/signal.ts";
import { symptomsOfEvent } from "../../src/kubernetes/event-symptoms.ts";
import { capturedItems } from "./captures.ts";

describe("the symptoms of captured events", () => {
  it.each([
    ["oom-child", ["crash-looping Pod stress"]],
    ["crash-exit-1", ["crash-looping Pod checkout"]],
    ["init-crash", ["crash-looping Pod migrate"]],
    ["crash-bad-command", ["config-error Pod search", "crash-looping Pod search"]],
    ["config-missing-key", ["config-error Pod cart"]],
    ["image-missing-tag", ["image-not-pulled Pod catalog"]],
    ["job-backoff", ["job-failed Job "]],
    ["quota-exceeded", ["create-refused ReplicaSet "]],
    ["pvc-pending", ["unschedulable Pod "]],
    ["unschedulable-cpu", ["unschedulable Pod "]],
    ["volume-missing", ["mount-failed Pod "]],
    ["evicted", ["evicted Pod "]],
    ["readiness-failing", []],
    ["healthy", []],
  ])("%s", (scenario, expected) => {
    const signals = capturedItems(scenario, "events").flatMap((event) => symptomsOfEvent(event) ?? []);
    const seen = signals.map((one) => `${one.symptom} ${one.suspect.kind} ${one.suspect.container}`);
    expect([...new Set(seen)]).toEqual(expected);
    for (const signal of signals) expect(newSignalSchema.parse(signal).at).toMatch(/^20\d\d-.*Z$/);
  });

  it("makes one signal of a ReplicaSet's many failed creations, each an event of its own", () => {
    const signals = capturedItems("quota-exceeded", "events").flatMap(
      (event) => symptomsOfEvent(event) ?? [],
    );
    expect(signals.length).toBeGreaterThan(5);
    expect(new Set(signals.map((one) => one.key)).size).toBe(1);
  });
});

describe("a made-up event", () => {
  const event = (changes: object) => ({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "e", namespace: "n" },
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace: "n", name: "p", uid: "u" },
    type: "Warning",
    reason: "BackOff",
    message: "Back-off restarting failed container",
    count: 1,
    lastTimestamp: "2026-01-01T10:05:00Z",
    ...changes,
  });
  const node = { kind: "Node", name: "node-1", uid: "node-1" };

  it("is heard once an hour, however often it repeats", () => {
    const keyAt = (lastTimestamp: string, count: number) =>
      symptomsOfEvent(event({ lastTimestamp, count }))?.key;
    expect(keyAt("2026-01-01T10:05:00Z", 1)).toBe(keyAt("2026-01-01T10:59:59Z", 200));
    expect(keyAt("2026-01-01T10:05:00Z", 1)).not.toBe(keyAt("2026-01-01T11:00:00Z", 201));
  });

  it("is read in the form with a series", () => {
    const series = { count: 7, lastObservedTime: "2026-01-01T12:00:00.000000Z" };
    const changes = {
      reason: "FailedMount",
      count: null,
      lastTimestamp: null,
      eventTime: "2026-01-01T11:00:00Z",
      series,
    };
    expect(symptomsOfEvent(event(changes))).toMatchObject({
      symptom: "mount-failed",
      at: series.lastObservedTime,
    });
  });

  it("calls a probe failing only where it goes on for a while", () => {
    const failing = (count: number, firstTimestamp: string) =>
      symptomsOfEvent(
        event({ reason: "Unhealthy", message: "Readiness probe failed: x", count, firstTimestamp }),
      )?.symptom;
    expect(failing(12, "2026-01-01T10:03:00Z")).toBe("probe-failing");
    expect(failing(12, "2026-01-01T10:04:30Z")).toBeUndefined();
    expect(failing(2, "2026-01-01T09:00:00Z")).toBeUndefined();
  });

  it("tells a full node from a container at its limit", () => {
    const killing = (message: string) =>
      symptomsOfEvent(event({ involvedObject: node, reason: "OOMKilling", message }))?.symptom;
    expect(killing("Memory cgroup out of memory: Killed process 7 (stress) total-vm:1kB")).toBe("oom-killed");
    expect(killing("Out of memory: Killed process 7 (stress) total-vm:1kB")).toBe("node-out-of-memory");
    expect(symptomsOfEvent(event({ involvedObject: node, reason: "SystemOOM" }))?.suspect).toMatchObject({
      kind: "Node",
      name: "node-1",
      uid: "",
    });
  });

  it.each([
    ["a Normal event", { type: "Normal" }],
    ["a failed probe", { reason: "Unhealthy", message: "Readiness probe failed" }],
    ["a mount that failed once", { reason: "FailedMount", count: 1 }],
    ["one of our own", { source: { component: "kube-autofix" } }],
    ["an unknown reason", { reason: "SomethingElse" }],
    ["one without an object", { involvedObject: null }],
  ])("is no symptom: %s", (_name, changes) => {
    expect(symptomsOfEvent(event(changes))).toBeUndefined();
  });
});
