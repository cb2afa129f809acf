import { describe, expect, test } from "vitest";
import { podStuck } from "../../../src/diagnosis/signatures/stuck/pod-stuck.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "../support/facts.ts";
import {
  deployment,
  event,
  pod,
  replicaSet,
  running,
  status,
  template,
  terminated,
} from "../support/workload.ts";

const of = template();
const serving = (name: string, created = 900) =>
  pod(of, {
    name,
    created,
    ready: true,
    node: "node-2",
    statuses: [status({ state: running(created), lastState: {}, restartCount: 0 })],
  });
const creating = (name: string) =>
  pod(of, {
    name,
    created: 200,
    phase: "Pending",
    statuses: [
      status({ state: { waiting: { reason: "ContainerCreating" } }, lastState: {}, restartCount: 0 }),
    ],
  });
const hanging = (name: string, lastState = {}, restartCount = 0) =>
  pod(of, {
    name,
    created: 900,
    statuses: [{ ...status({ state: running(900), lastState, restartCount }), ready: false }],
  });
const sandbox = event(
  { kind: "Pod", name: "web-a-1" },
  { reason: "FailedCreatePodSandBox", message: "Failed to create pod sandbox: rpc error", from: 60 },
);
const mount = (message: string) =>
  event({ kind: "Pod", name: "web-a-1" }, { reason: "FailedMount", message, from: 60 });

const look = async (objects: KubernetesObject[], logs: Record<string, string> = {}) => {
  const facts = await factsOf(
    [deployment(of, { replicas: objects.length }), replicaSet("a", 1, { of, created: 900 }), ...objects],
    { logs },
  );
  return { facts, found: podStuck.diagnose(facts) };
};
const two = [serving("web-a-2"), serving("web-a-3")];

describe("one pod alone", () => {
  test.each<[string, KubernetesObject[], Record<string, string>]>([
    ["that gets no network", [creating("web-a-1"), ...two, sandbox], {}],
    [
      "whose node has lost sight of its ConfigMap",
      [
        creating("web-a-1"),
        ...two,
        mount("failed to sync configmap cache: timed out waiting for the condition"),
      ],
      {},
    ],
    ["that hangs and blames nobody", [hanging("web-a-1"), ...two], { "web-a-1/web": "waiting for a lock" }],
  ])("%s is evicted, if a person agrees and waiting does not help", async (_what, objects, logs) => {
    const { found } = await look(objects, logs);
    expect(found).toMatchObject([
      {
        cause: "pod-stuck",
        waitFor: { seconds: 240 },
        repair: { type: "EvictPod", isExclusive: false, parameters: { pod: "web-a-1", uid: "uid-web-a-1" } },
      },
    ]);
  });

  test.each<[string, KubernetesObject[], Record<string, string>]>([
    ["of which no other serves", [creating("web-a-1"), creating("web-a-2"), sandbox], {}],
    ["without any other", [creating("web-a-1"), sandbox], {}],
    ["beside others that are young", [creating("web-a-1"), serving("web-a-2", 20), sandbox], {}],
    [
      "whose volume cannot be mounted",
      [creating("web-a-1"), ...two, mount("Multi-Attach error for volume")],
      {},
    ],
    ["that ended before", [hanging("web-a-1", terminated({ reason: "Error", exitCode: 1 }), 1), ...two], {}],
    [
      "that blames what it calls",
      [hanging("web-a-1"), ...two],
      { "web-a-1/web": "dial tcp 10.0.0.9:80: connect to store:80: connection refused" },
    ],
  ])("%s is not", async (_what, objects, logs) => {
    expect((await look(objects, logs)).found).toEqual([]);
  });

  test("of another revision than the others is that revision's fault", async () => {
    const other = {
      ...creating("web-a-1"),
      metadata: { ...creating("web-a-1").metadata, labels: { app: "web", "pod-template-hash": "b" } },
    };
    expect((await look([other, ...two, sandbox])).found).toEqual([]);
  });

  test("in whose place another got stuck as well is a person's", async () => {
    const { facts } = await look([creating("web-a-1"), ...two, sandbox]);
    const attempt = {
      plan: { actions: [{ type: "EvictPod" }] },
      before: { pods: [] },
      appliedAt: null,
      endedAt: null,
    };
    const attempts = [attempt] as unknown as typeof facts.attempts;
    expect(podStuck.diagnose({ ...facts, attempts })).toMatchObject([{ cause: "pod-stuck", repair: null }]);
  });
});
