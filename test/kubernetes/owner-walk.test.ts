import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { findWorkload } from "../../src/kubernetes/owner-walk.ts";
import { made, owned } from "./made-objects.ts";
import { memoryReader } from "./memory-reader.ts";

const signal = AbortSignal.timeout(10_000);
const deployment = made("apps/v1", "Deployment", "web");
const replicaSet = owned(made("apps/v1", "ReplicaSet", "web-abc"), deployment);
const pod = owned(made("v1", "Pod", "web-abc-xyz12"), replicaSet);

async function walked(object: KubernetesObject, others: KubernetesObject[]) {
  const { workload, isKnown } = await findWorkload(memoryReader(others), object, signal);
  return `${workload.kind} ${workload.name} ${isKnown ? "known" : "unknown"}`;
}

describe("walking to the workload", () => {
  it("goes from a pod over its ReplicaSet to the Deployment", async () => {
    expect(await walked(pod, [replicaSet, deployment])).toBe("Deployment web known");
  });

  it.each(["StatefulSet", "DaemonSet"])("goes from a pod to its %s", async (kind) => {
    const owner = made("apps/v1", kind, "db");
    expect(await walked(owned(made("v1", "Pod", "db-0"), owner), [owner])).toBe(`${kind} db known`);
  });

  it("goes from a pod over its Job to the CronJob, or ends at the Job", async () => {
    const cronJob = made("batch/v1", "CronJob", "tick");
    const job = owned(made("batch/v1", "Job", "tick-1"), cronJob);
    const ofJob = owned(made("v1", "Pod", "tick-1-a"), job);
    expect(await walked(ofJob, [job, cronJob])).toBe("CronJob tick known");
    const alone = made("batch/v1", "Job", "tick-1");
    expect(await walked(owned(made("v1", "Pod", "tick-1-a"), alone), [alone])).toBe("Job tick-1 known");
  });

  it("takes a bare pod as its own workload", async () => {
    expect(await walked(made("v1", "Pod", "bare"), [])).toBe("Pod bare known");
  });

  it("names a controller that it does not know, and asks nothing about it", async () => {
    const rollout = made("argoproj.io/v1alpha1", "Rollout", "web");
    const set = owned(made("apps/v1", "ReplicaSet", "web-abc"), rollout);
    const reader = memoryReader([set]);
    const found = await findWorkload(reader, owned(made("v1", "Pod", "web-abc-xyz12"), set), signal);
    expect(found).toMatchObject({
      workload: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout" },
      isKnown: false,
    });
    expect(reader.asked).toEqual(["get ReplicaSet ns/web-abc"]);
  });

  it("ends at a Deployment that an operator owns", async () => {
    const operated = owned(deployment, made("example.test/v1", "Shop", "shop"));
    expect(await walked(pod, [replicaSet, operated])).toBe("Deployment web known");
  });

  it("follows no owner of the same name that is another object", async () => {
    const recreated = { ...deployment, metadata: { ...deployment.metadata, uid: "another" } };
    expect(await walked(pod, [replicaSet, recreated])).toBe("ReplicaSet web-abc unknown");
    expect(await walked(pod, [])).toBe("Pod web-abc-xyz12 unknown");
  });

  it("follows no owner that does not control", async () => {
    const [reference] = pod.metadata.ownerReferences ?? [];
    const metadata = {
      ...pod.metadata,
      ownerReferences: reference ? [{ ...reference, controller: false }] : [],
    };
    expect(await walked({ ...pod, metadata }, [replicaSet, deployment])).toBe("Pod web-abc-xyz12 known");
  });

  it("leaves the pod of a node's file to a person", async () => {
    const mirror = owned(made("v1", "Pod", "etcd-node-1"), made("v1", "Node", "node-1"));
    expect(await walked(mirror, [])).toBe("Pod etcd-node-1 unknown");
  });
});
