import { describe, expect, test } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { leastDuring, readDisruption } from "../../src/remediation/facts/read-disruption.ts";
import { judge } from "../../src/remediation/policy/judge.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { attempt } from "../diagnosis/support/attempt.ts";
import { createMemoryReader } from "../support/memory-reader.ts";
import { judgeInputFor } from "./support/judge-input.ts";
import { plainDeployment } from "./support/workloads.ts";

const signal = AbortSignal.timeout(30_000);
const rollout = attempt({ from: 1, to: 2, ran: 1 }).plan.actions[0] as Action;
const withSpec = (more: object): KubernetesObject => {
  const made = plainDeployment("web", { uid: "uid-web", generation: 1 });
  return { ...made, spec: { ...made.spec, ...more } };
};
const recreate = (replicas: number) => withSpec({ replicas, strategy: { type: "Recreate" } });
const setOf = (replicas: number): KubernetesObject => ({ ...withSpec({ replicas }), kind: "StatefulSet" });

describe("how many serve at the worst moment", () => {
  const scale = (from: number, to: number) =>
    ({ ...rollout, type: "SetScale", parameters: { from, to } }) as unknown as Action;
  test.each([
    ["a Deployment of one, which makes the new pod first", rollout, withSpec({ replicas: 1 }), 1, 1],
    ["a Deployment of eight: a quarter may be down", rollout, withSpec({ replicas: 8 }), 8, 6],
    [
      "a Deployment that says how many",
      rollout,
      withSpec({ replicas: 4, strategy: { rollingUpdate: { maxUnavailable: 3 } } }),
      4,
      1,
    ],
    ["a Deployment that ends all first", rollout, recreate(3), 3, 0],
    ["a StatefulSet: one after the other", rollout, setOf(3), 3, 2],
    ["fewer replicas", scale(5, 2), withSpec({ replicas: 5 }), 5, 2],
    ["more replicas", scale(2, 5), withSpec({ replicas: 2 }), 2, 2],
  ])("of %s", (_what, action, object, serving, wanted) => {
    expect(leastDuring(action, object, serving)).toBe(wanted);
  });
});

function pod(
  name: string,
  state: { isReady?: boolean; hasEnded?: boolean; of?: string } = {},
): KubernetesObject {
  const { isReady = true, hasEnded = false, of = "uid-rs" } = state;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "shop",
      uid: `uid-${name}`,
      labels: { app: "web", "pod-template-hash": "h1" },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-h1", uid: of, controller: true },
      ],
    },
    spec: { containers: [{ name: "web" }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: isReady ? "True" : "False" }],
      containerStatuses: [
        {
          name: "web",
          ready: isReady,
          restartCount: hasEnded ? 1 : 0,
          state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
          lastState: hasEnded
            ? {
                terminated: {
                  reason: "OOMKilled",
                  exitCode: 137,
                  containerID: "c1",
                  startedAt: "2026-01-01T00:00:00Z",
                  finishedAt: "2026-01-01T00:01:00Z",
                },
              }
            : {},
        },
      ],
    },
  };
}
const replicaSet: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: "web-h1",
    namespace: "shop",
    uid: "uid-rs",
    labels: { app: "web", "pod-template-hash": "h1" },
    ownerReferences: [
      { apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "uid-web", controller: true },
    ],
  },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: plainDeployment("web").spec.template,
  },
  status: {},
};
const service: KubernetesObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "front", namespace: "shop" },
  spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
};
const budget: KubernetesObject = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "keep", namespace: "shop" },
  spec: { selector: { matchLabels: { app: "web" } }, minAvailable: 1 },
  status: { desiredHealthy: 1, currentHealthy: 1 },
};
const ask = (object: KubernetesObject, around: KubernetesObject[]) =>
  readDisruption(
    createMemoryReader({ objects: [object, replicaSet, ...around] }),
    { action: rollout, object },
    signal,
  );

describe("a change that would take down what serves", () => {
  test.each([
    [
      "the last replica of a Service",
      recreate(1),
      [pod("a"), service],
      "last ready replica of Service front",
    ],
    ["what a budget wants", recreate(1), [pod("a"), budget], "PodDisruptionBudget keep wants 1"],
  ])("is told: %s", async (_what, object, around, wanted) => {
    expect(await ask(object, around)).toContain(wanted);
  });

  test.each([
    ["the new pod is made first", withSpec({ replicas: 1 }), [pod("a"), service, budget]],
    ["its pod does not serve", recreate(1), [pod("a", { isReady: false }), service, budget]],
    [
      "its pod was ended: it is what the change is for",
      recreate(1),
      [pod("a", { hasEnded: true }), service, budget],
    ],
    ["others stand behind the Service", recreate(1), [pod("a"), pod("b", { of: "another" }), service]],
    ["nobody asks for it", recreate(1), [pod("a")]],
  ])("is none where %s", async (_what, object, around) => {
    expect(await ask(object, around)).toBeNull();
  });

  test("is a person's, whatever a rule allows", () => {
    const free = judge(emptyPolicy(), judgeInputFor());
    const asked = judge(emptyPolicy(), { ...judgeInputFor(), disruption: "the last one" });
    expect([free.verdict, asked.verdict, asked.rule]).toEqual(["auto", "approve", "disruption"]);
  });
});
