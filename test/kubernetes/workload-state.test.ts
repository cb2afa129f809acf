import { describe, expect, it } from "vitest";
import { workloadStateSchema } from "../../src/domain/workload-state.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { readWorkloadState } from "../../src/kubernetes/workload-state.ts";
import { capturedItems, capturedObject } from "./captures.ts";
import { made, owned } from "./made-objects.ts";
import { memoryReader } from "./memory-reader.ts";

async function stateOf(workload: KubernetesObject, others: KubernetesObject[]) {
  const state = await readWorkloadState(
    memoryReader([workload, ...others]),
    refOf(workload),
    AbortSignal.timeout(10_000),
  );
  return state === undefined ? undefined : workloadStateSchema.parse(state);
}

describe("the state of a captured Deployment", () => {
  it("shows the last end of each container and the revision that the template makes", async () => {
    const [deployment, pod] = [capturedObject("oom-child", "owner"), capturedObject("oom-child", "pod")];
    const state = await stateOf(deployment, [...capturedItems("oom-child", "replicasets"), pod]);
    expect(state).toMatchObject({
      uid: deployment.metadata.uid,
      generation: 1,
      observedGeneration: 1,
      desiredReplicas: 1,
      readyReplicas: 0,
      targetRevision: "679f4c7847",
      isProgressDeadlineExceeded: false,
      progressDeadlineSeconds: 600,
      pods: [
        {
          revision: "679f4c7847",
          isReady: false,
          isTerminating: false,
          containers: [
            {
              name: "stress",
              restartCount: 2,
              waitingReason: "CrashLoopBackOff",
              lastEnd: { reason: "OOMKilled", exitCode: 1 },
            },
          ],
        },
      ],
    });
  });

  it("aims at the newest template while an older one still serves, and says when it is stuck", async () => {
    const state = await stateOf(
      capturedObject("rollout-stuck", "owner"),
      capturedItems("rollout-stuck", "replicasets"),
    );
    expect(state).toMatchObject({
      targetRevision: "76bd79cfcb",
      desiredReplicas: 2,
      readyReplicas: 2,
      totalReplicas: 3,
      updatedReplicas: 1,
      isProgressDeadlineExceeded: true,
    });
  });

  it("names no revision while the controller has not seen the template", async () => {
    const deployment = structuredClone(capturedObject("oom-child", "owner"));
    const spec = deployment.spec as { template: { spec: { containers: { image: string }[] } } };
    for (const container of spec.template.spec.containers) container.image = "another:1";
    deployment.metadata.generation = 2;
    const state = await stateOf(deployment, capturedItems("oom-child", "replicasets"));
    expect(state).toMatchObject({ targetRevision: "", generation: 2, observedGeneration: 1 });
  });

  it("leaves out pods and ReplicaSets that its selector selects but that are not its own", async () => {
    const deployment = capturedObject("oom-child", "owner");
    const pod = capturedObject("oom-child", "pod");
    const stranger = { ...pod, metadata: { ...pod.metadata, name: "stranger", ownerReferences: [] } };
    const state = await stateOf(deployment, [...capturedItems("oom-child", "replicasets"), pod, stranger]);
    expect(state?.pods.map((one) => one.name)).toEqual([pod.metadata.name]);
  });
});

describe("the state of other workloads", () => {
  const selector = { matchLabels: { app: "x" } };
  const podOf = (owner: KubernetesObject, name: string, labels: Record<string, string>) =>
    owned(made("v1", "Pod", name, { labels: { app: "x", ...labels }, status: { phase: "Running" } }), owner);

  it("of a StatefulSet aims at its update revision, once that is observed", async () => {
    const status = {
      observedGeneration: 3,
      updateRevision: "db-2",
      replicas: 2,
      readyReplicas: 1,
      updatedReplicas: 1,
    };
    const set = made("apps/v1", "StatefulSet", "db", { spec: { replicas: 2, selector }, status });
    set.metadata.generation = 3;
    const pods = [podOf(set, "db-0", { "controller-revision-hash": "db-1" })];
    expect(await stateOf(set, pods)).toMatchObject({
      targetRevision: "db-2",
      desiredReplicas: 2,
      readyReplicas: 1,
      pods: [{ name: "db-0", revision: "db-1" }],
    });
    set.metadata.generation = 4;
    expect((await stateOf(set, pods))?.targetRevision).toBe("");
  });

  it("of a DaemonSet aims at its newest ControllerRevision", async () => {
    const status = {
      observedGeneration: 1,
      desiredNumberScheduled: 3,
      numberReady: 2,
      updatedNumberScheduled: 1,
    };
    const set = made("apps/v1", "DaemonSet", "agent", { spec: { selector }, status });
    set.metadata.generation = 1;
    const revision = (name: string, number: number) =>
      owned(
        made("apps/v1", "ControllerRevision", name, {
          labels: { app: "x", "controller-revision-hash": name },
          revision: number,
        }),
        set,
      );
    expect(await stateOf(set, [revision("a", 2), revision("b", 10), revision("c", 9)])).toMatchObject({
      targetRevision: "b",
      desiredReplicas: 3,
      readyReplicas: 2,
      updatedReplicas: 1,
    });
  });

  it("of a CronJob tells how its jobs ended, newest first, and which have the present template", async () => {
    const podSpec = (memory: string) => ({
      containers: [{ name: "main", resources: { limits: { memory } } }],
    });
    const template = (memory: string) => ({ template: { spec: podSpec(memory) } });
    const cronJob = made("batch/v1", "CronJob", "tick", { spec: { jobTemplate: { spec: template("2Gi") } } });
    cronJob.metadata.generation = 5;
    const job = (name: string, memory: string, startTime: string, type: string) =>
      owned(
        made("batch/v1", "Job", name, {
          spec: template(memory),
          status: { startTime, conditions: type === "" ? [] : [{ type, status: "True" }] },
        }),
        cronJob,
      );
    const jobs = [
      job("tick-1", "1Gi", "2026-01-01T10:00:00Z", "Failed"),
      job("tick-3", "2Gi", "2026-01-01T12:00:00Z", ""),
      job("tick-2", "2Gi", "2026-01-01T11:00:00Z", "Complete"),
    ];
    const state = await stateOf(cronJob, [...jobs, made("batch/v1", "Job", "stranger")]);
    expect(state?.jobs.map((one) => `${one.name} ${one.outcome} ${one.generation}`)).toEqual([
      "tick-3 running 5",
      "tick-2 complete 5",
      "tick-1 failed 0",
    ]);
  });

  it("of a captured Job tells that it failed", async () => {
    const state = await stateOf(capturedObject("job-backoff", "owner"), [
      capturedObject("job-backoff", "pod"),
    ]);
    expect(state?.jobs).toMatchObject([{ name: "nightly-close", outcome: "failed", generation: 1 }]);
    expect(state?.pods).toMatchObject([{ containers: [{ lastEnd: { exitCode: 3 } }] }]);
  });

  it("of a bare pod is the pod", async () => {
    const pod = capturedObject("healthy", "pod");
    const bare = { ...pod, metadata: { ...pod.metadata, ownerReferences: [] } };
    expect(await stateOf(bare, [])).toMatchObject({
      desiredReplicas: 1,
      readyReplicas: 1,
      totalReplicas: 1,
      pods: [{ isReady: true, containers: [{ lastEnd: null, waitingReason: "" }] }],
    });
  });

  it("is none where the workload is gone or of another kind", async () => {
    const reader = memoryReader([]);
    const signal = AbortSignal.timeout(10_000);
    for (const kind of ["Deployment", "Rollout", "constructor"]) {
      const ref = refOf(made("apps/v1", kind, "x"));
      expect(await readWorkloadState(reader, ref, signal)).toBeUndefined();
    }
  });
});
