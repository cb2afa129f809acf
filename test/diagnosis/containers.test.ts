import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { findIn, lookAtObjects, objectsOf } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import { container, MIB, node, pod, running, status, template } from "./support/workload.ts";

const fine = (name: string) => status({ name, state: running(200), lastState: {}, restartCount: 0 });

describe("the right container", () => {
  it("of several", async () => {
    const containers = [container({ name: "proxy" }), container({ name: "web", limit: "64Mi" })];
    const finding = await findIn({ spec: { containers }, pods: [{ statuses: [fine("proxy"), status()] }] });
    expect(finding.memory).toMatchObject({
      container: "web",
      containerKind: "container",
      containerIndex: 1,
      limitBytes: 64 * MIB,
    });
  });

  it("is an init container", async () => {
    const spec = {
      containers: [container()],
      initContainers: [container({ name: "migrate", limit: "32Mi" })],
    };
    const waiting = status({
      state: { waiting: { reason: "PodInitializing" } },
      lastState: {},
      restartCount: 0,
    });
    const finding = await findIn({
      spec,
      pods: [{ statuses: [waiting], initStatuses: [status({ name: "migrate" })], phase: "Pending" }],
    });
    expect(finding.memory).toMatchObject({
      container: "migrate",
      containerKind: "init",
      containerIndex: 0,
      limitBytes: 32 * MIB,
    });
  });

  it("is a native sidecar", async () => {
    const sidecar = container({ name: "mesh", restartPolicy: "Always" });
    const spec = { containers: [container()], initContainers: [container({ name: "setup" }), sidecar] };
    const finding = await findIn({
      spec,
      pods: [{ statuses: [fine("web")], initStatuses: [status({ name: "mesh" })] }],
    });
    expect(finding.memory).toMatchObject({ container: "mesh", containerKind: "sidecar", containerIndex: 1 });
  });

  it("is one that is not in the template: then nothing here can repair it", async () => {
    const injected = pod(template({ containers: [container(), container({ name: "injected" })] }), {
      statuses: [fine("web"), status({ name: "injected" })],
    });
    const [workload, replicaSet] = objectsOf();
    const finding = findingOf(
      await lookAtObjects([workload, replicaSet, injected, node("node-1")] as KubernetesObject[]),
    );
    expect(finding).toMatchObject({ cause: "unknown", memory: null });
    expect(finding.ruledOut.find(({ cause }) => cause === "memory-limit-too-low")?.why).toContain(
      "something put it into the pod",
    );
  });
});
