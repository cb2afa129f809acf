import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { lookAtObjects } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import {
  ago,
  backOff,
  container,
  event,
  node,
  pod,
  status,
  template,
  terminated,
} from "./support/workload.ts";

const owner = (kind: string, name: string) => ({
  apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
  kind,
  name,
  uid: `uid-${name}`,
  controller: true,
});
const failed = (name: string, ownerName: string, created: number): KubernetesObject =>
  pod(template(), {
    name,
    owner: owner("Job", ownerName),
    labels: { "job-name": ownerName },
    created,
    phase: "Failed",
    statuses: [
      status({ state: terminated({ ended: created - 10, id: name }), lastState: {}, restartCount: 0 }),
    ],
  });
const job = (name: string, created: number): KubernetesObject => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: {
    name,
    namespace: "shop",
    uid: `uid-${name}`,
    creationTimestamp: ago(created),
    ownerReferences: [
      { apiVersion: "batch/v1", kind: "CronJob", name: "nightly", uid: "uid-nightly", controller: true },
    ],
  },
  spec: { selector: { matchLabels: { "job-name": name } }, template: template() },
});
const cronJob: KubernetesObject = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "nightly", namespace: "shop", uid: "uid-nightly" },
  spec: { schedule: "0 1 * * *", jobTemplate: { spec: { template: template() } } },
};

describe("other kinds of workload", () => {
  it("a Job whose two tries were killed", async () => {
    const finding = findingOf(
      await lookAtObjects([
        job("close", 600),
        failed("close-1", "close", 300),
        failed("close-2", "close", 100),
      ]),
    );
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", object: { kind: "Job" } });
    expect(finding.memory).toMatchObject({ isRepeated: true });
    expect(finding.memory?.kills).toHaveLength(2);
  });

  it("a CronJob, through its newest jobs", async () => {
    const objects = [
      cronJob,
      job("nightly-1", 7000),
      { ...job("nightly-2", 120), status: { conditions: [{ type: "Failed", status: "True" }] } },
      failed("nightly-2-x", "nightly-2", 100),
    ];
    const finding = findingOf(await lookAtObjects(objects));
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", object: { kind: "CronJob" } });
    expect(finding.memory).toMatchObject({ isRepeated: false, containerIndex: 0 });
  });

  it("a CronJob whose next job completed is well", async () => {
    const done = pod(template(), {
      name: "nightly-3-x",
      owner: owner("Job", "nightly-3"),
      labels: { "job-name": "nightly-3" },
      created: 60,
      phase: "Succeeded",
      statuses: [],
    });
    const objects = [
      cronJob,
      job("nightly-2", 3000),
      failed("nightly-2-x", "nightly-2", 2900),
      job("nightly-3", 70),
      done,
    ];
    expect((await lookAtObjects(objects)).kind).toBe("healthy");
  });

  it("a bare pod", async () => {
    const bare = pod(template());
    const { ownerReferences: _none, ...metadata } = bare.metadata;
    const finding = findingOf(await lookAtObjects([{ ...bare, metadata }, node("node-1")]));
    expect(finding).toMatchObject({
      cause: "memory-limit-too-low",
      object: { kind: "Pod", name: "web-a-1" },
    });
  });

  it.each([
    ["StatefulSet", { "controller.kubernetes.io/hash": "h2" }, "db-h2"],
    ["DaemonSet", { "controller-revision-hash": "h2" }, "h2"],
  ])("a %s, by its ControllerRevisions", async (kind, labels, label) => {
    const revision = (
      name: string,
      number: number,
      created: number,
      of: object,
      more: object,
    ): KubernetesObject => ({
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name,
        namespace: "shop",
        uid: `uid-${name}`,
        creationTimestamp: ago(created),
        labels: { app: "web", ...more },
        ownerReferences: [owner(kind, "db")],
      },
      revision: number,
      data: { spec: { template: { $patch: "replace", ...of } } },
    });
    const good = template({ containers: [container({ image: "acme/db:1" })] });
    const bad = template({ containers: [container({ image: "acme/db:2" })] });
    const objects: KubernetesObject[] = [
      {
        apiVersion: "apps/v1",
        kind,
        metadata: { name: "db", namespace: "shop", uid: "uid-db", generation: 2 },
        spec: { replicas: 1, selector: { matchLabels: { app: "web" } }, template: bad },
        status: {
          observedGeneration: 2,
          replicas: 1,
          updatedReplicas: 1,
          desiredNumberScheduled: 1,
          updatedNumberScheduled: 1,
          ...(kind === "StatefulSet" ? { updateRevision: "db-h2" } : {}),
        },
      },
      revision(
        "db-h1",
        1,
        864_000,
        good,
        kind === "StatefulSet"
          ? { "controller.kubernetes.io/hash": "h1" }
          : { "controller-revision-hash": "h1" },
      ),
      revision("db-h2", 2, 300, bad, labels),
      pod(bad, {
        name: "db-0",
        owner: owner(kind, "db"),
        labels: { app: "web", "controller-revision-hash": label },
        statuses: [status({ state: backOff })],
      }),
    ];
    const finding = findingOf(await lookAtObjects(objects));
    expect(finding.cause).toBe("bad-release");
    expect(finding.rollback).toMatchObject({
      to: { kind: "ControllerRevision", name: "db-h1" },
      fromRevision: 2,
      toRevision: 1,
      template: good,
    });
  });

  it("a controller that is not known is named and left to a person", async () => {
    const rollout: KubernetesObject = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      metadata: { name: "web", namespace: "shop" },
    };
    const finding = findingOf(await lookAtObjects([rollout]));
    expect(finding.cause).toBe("unknown");
    expect(finding.sentence).toContain("Rollout shop/web (argoproj.io/v1alpha1)");
  });
});

describe("a node as the subject", () => {
  const sick = node("node-1", [{ type: "MemoryPressure", status: "True", lastTransitionTime: ago(100) }]);
  const kill = (message: string, from: number) =>
    event({ kind: "Node", name: "node-1" }, { reason: "OOMKilling", message, from, namespace: "default" });

  it.each([
    ["reports pressure", [sick]],
    ["killed for itself just now", [node("node-1"), kill("Out of memory: Killed process 7 (web)", 60)]],
  ])("is out of memory while it %s", async (_name, objects) => {
    const finding = findingOf(await lookAtObjects(objects));
    expect(finding).toMatchObject({ cause: "node-out-of-memory", object: { kind: "Node" }, memory: null });
  });

  it.each([
    [
      "a container's own limit",
      [node("node-1"), kill("Memory cgroup out of memory: Killed process 7 (web)", 60)],
    ],
    ["an hour ago", [node("node-1"), kill("Out of memory: Killed process 7 (web)", 3600)]],
  ])("is well when the kill was of %s", async (_name, objects) => {
    expect((await lookAtObjects(objects)).kind).toBe("healthy");
  });
});
