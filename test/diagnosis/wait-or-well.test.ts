import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../support/memory-reader.ts";
import { loadCapture } from "./support/capture.ts";
import { lookAt, lookAtObjects } from "./support/classic.ts";
import { findingOf, investigate, refOf } from "./support/investigate.ts";
import {
  ago,
  container,
  deployment,
  type PodPlan,
  pod,
  replicaSet,
  replicaSetRef,
  running,
  status,
  template,
  terminated,
} from "./support/workload.ts";

const calm = (name: string, since = 900): PodPlan => ({
  name,
  ready: true,
  statuses: [status({ state: running(since), lastState: {}, restartCount: 0 })],
});
/** Killed once, so many seconds ago after a run of an hour, and running again. */
const onceKilled = (name: string, ended: number, ran = 3600): PodPlan => ({
  name,
  created: 9000,
  ready: true,
  statuses: [
    status({ state: running(ended - 1), lastState: terminated({ ended, ran, id: name }), restartCount: 1 }),
  ],
});

describe("one kill of one pod of many", () => {
  const pods = [
    ...Array.from({ length: 20 }, (_, index) => calm(`web-a-${index}`)),
    onceKilled("web-a-x", 120),
  ];

  it("is waited on at first, for a bounded time, with the reason", async () => {
    const conclusion = await lookAt({ pods });
    expect(conclusion).toMatchObject({ kind: "wait", reason: expect.stringContaining("one kill alone") });
    if (conclusion.kind === "wait") expect(conclusion.seconds).toBeLessThanOrEqual(60);
  });

  it("is a finding that is not repeated, once patience ends", async () => {
    const finding = findingOf(await lookAt({ pods }, { openedAt: ago(3600) }));
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", memory: { isRepeated: false } });
  });

  it("is repeated as soon as a second pod of the template dies within the hour", async () => {
    const finding = findingOf(await lookAt({ pods: [...pods, onceKilled("web-a-y", 60)] }));
    expect(finding.memory).toMatchObject({ isRepeated: true });
    expect(finding.memory?.kills).toHaveLength(2);
  });

  it("is not repeated by a kill of hours ago", async () => {
    const finding = findingOf(
      await lookAt(
        { pods: [onceKilled("web-a-x", 120), onceKilled("web-a-y", 8000)] },
        { openedAt: ago(3600) },
      ),
    );
    expect(finding.memory?.isRepeated).toBe(false);
  });
});

describe("well", () => {
  it("is a workload that has run since for more than twice as long as before the kill", async () => {
    const conclusion = await lookAt({ pods: [onceKilled("web-a-1", 800, 20)] });
    expect(conclusion).toMatchObject({ kind: "healthy", reason: expect.stringContaining("is well now") });
    expect(conclusion.kind === "healthy" && conclusion.evidence.length).toBeGreaterThan(0);
  });

  it("is one that is scaled to zero, and one that is gone", async () => {
    const zero = deployment(template(), { replicas: 0 });
    expect((await lookAtObjects([zero])).kind).toBe("healthy");
    const gone = await lookAtObjects([zero], { objects: [] });
    expect(gone).toMatchObject({
      kind: "healthy",
      reason: expect.stringContaining("does not exist any more"),
    });
  });

  it.each<[string, PodPlan[]]>([
    ["has fewer pods than it wants", [calm("web-a-1")]],
    ["has a pod that is not ready", [calm("web-a-1"), { ...calm("web-a-2"), ready: false }]],
    ["has no pod at all", []],
  ])("is not one that %s", async (_name, pods) => {
    expect((await lookAt({ pods, replicas: 2 })).kind).not.toBe("healthy");
    const conclusion = await lookAt({ pods, replicas: 2 }, { openedAt: ago(1800) });
    expect(conclusion).toMatchObject({ kind: "finding", finding: { cause: "unknown" } });
  });

  it("is not said before the new pods have run for a minute", async () => {
    expect(await lookAt({ pods: [calm("web-a-1", 5)] })).toMatchObject({ kind: "wait", seconds: 15 });
  });
});

describe("a rollout under way", () => {
  const old = template({ containers: [container()] });
  const next = template({ containers: [container({ limit: "300Mi" })] });
  const objects = (more: object): KubernetesObject[] => [
    deployment(next, { replicas: 1, status: { replicas: 2, updatedReplicas: 1, ...more } }),
    replicaSet("b", 2, { of: next, created: 10 }),
    replicaSet("a", 1, { of: old, created: 400 }),
    pod(old, { name: "web-a-1", owner: replicaSetRef("a") }),
    pod(next, { ...calm("web-b-1", 5), owner: replicaSetRef("b") }),
  ];

  it("is waited for while only the revision before it has kills", async () => {
    const conclusion = await lookAtObjects(objects({}));
    expect(conclusion).toMatchObject({
      kind: "wait",
      reason: expect.stringContaining("rollout is under way"),
    });
  });

  it("that is stuck raises no limit that is raised already", async () => {
    const conditions = [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }];
    const finding = findingOf(await lookAtObjects(objects({ conditions })));
    expect(finding).toMatchObject({ cause: "unknown", memory: null });
    expect(finding.ruledOut.map(({ why }) => why).join()).toContain("already allows 300Mi");
  });
});

describe("every instant of the real watch of the classic", () => {
  const lines = readFileSync(
    join(import.meta.dirname, "../fixtures/captures/oom-child-repaired/watch.jsonl"),
    "utf8",
  )
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; object: KubernetesObject });
  const of = (prefix: string) =>
    lines.filter(({ object }) => object.metadata.name.startsWith(prefix)).map(({ object }) => object);
  const ofBroken = of("stress-679f4c7847");

  it.each(ofBroken.map((object, index) => [index, object] as const))(
    "instant %i is never called well or something else",
    async (_index, object) => {
      const { owner, objects } = loadCapture("oom-child");
      const kept = objects.filter(({ kind }) => kind !== "Pod");
      const reader = createMemoryReader({ objects: [...kept, object] });
      const conclusion = await investigate({ reader, workload: refOf(owner), at: "2026-11-22T19:33:40Z" });
      expect(conclusion.kind).not.toBe("healthy");
      if (conclusion.kind === "finding")
        expect(["memory-limit-too-low", "unknown"]).toContain(conclusion.finding.cause);
    },
  );

  it("is a finding between two tries too, while the state is terminated and not yet waiting", async () => {
    const between = ofBroken.findLast(({ metadata, status }) => {
      const [first] =
        (status as { containerStatuses?: { state: object; lastState: object }[] }).containerStatuses ?? [];
      return metadata.deletionTimestamp === undefined && first !== undefined && "terminated" in first.state;
    });
    const { owner, objects } = loadCapture("oom-child");
    const kept = objects.filter(({ kind }) => kind !== "Pod");
    const reader = createMemoryReader({ objects: [...kept, between as KubernetesObject] });
    const finding = findingOf(
      await investigate({ reader, workload: refOf(owner), at: "2026-11-22T19:33:40Z" }),
    );
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", memory: { isRepeated: true } });
  });
});
