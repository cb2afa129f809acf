import { describe, expect, it } from "vitest";
import type { Suspect } from "../../src/domain/signal.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { CGROUP_OOM_AT } from "../../src/kubernetes/event-symptoms.ts";
import { createSubjectFinder, DELETED_AT } from "../../src/kubernetes/find-subject.ts";
import { made, owned } from "./made-objects.ts";
import { memoryReader } from "./memory-reader.ts";

const web = made("apps/v1", "Deployment", "web", { spec: { selector: { matchLabels: { app: "web" } } } });
const webSet = owned(
  made("apps/v1", "ReplicaSet", "web-5d5d64fd9f", {
    labels: { app: "web", "pod-template-hash": "5d5d64fd9f" },
    spec: { selector: { matchLabels: { app: "web", "pod-template-hash": "5d5d64fd9f" } } },
  }),
  web,
);
const db = made("apps/v1", "StatefulSet", "db", {
  spec: { replicas: 2, selector: { matchLabels: { app: "db" } } },
});
const tick = made("batch/v1", "CronJob", "tick");
const cluster = [web, webSet, db, tick];

function suspect(kind: string, name: string, more: Partial<Suspect> = {}): Suspect {
  return { apiVersion: "", kind, namespace: "ns", name, uid: "", container: "", labels: {}, ...more };
}

async function find(objects: readonly KubernetesObject[], one: Suspect): Promise<string> {
  const search = await createSubjectFinder(memoryReader(objects)).find(one, AbortSignal.timeout(10_000));
  return search.kind === "found" ? `${search.subject.kind} ${search.subject.name}` : search.reason;
}

describe("the subject of a live object", () => {
  it("is the workload of a pod", async () => {
    const pod = owned(made("v1", "Pod", "web-5d5d64fd9f-55pbf"), webSet);
    const finder = createSubjectFinder(memoryReader([...cluster, pod]));
    const search = await finder.find(suspect("Pod", pod.metadata.name), AbortSignal.timeout(10_000));
    expect(search).toMatchObject({ kind: "found", subject: { kind: "Deployment", uid: web.metadata.uid } });
    expect(search.kind === "found" && search.workload).toEqual(search.kind === "found" && search.subject);
  });

  it.each([
    ["Deployment", "web", "Deployment web"],
    ["ReplicaSet", "web-5d5d64fd9f", "Deployment web"],
    ["StatefulSet", "db", "StatefulSet db"],
    ["CronJob", "tick", "CronJob tick"],
    ["Deployment", "missing", "Deployment ns/missing is not there (any more)"],
  ])("is found from a %s called %s", async (kind, name, expected) => {
    expect(await find(cluster, suspect(kind, name))).toBe(expected);
  });

  it.each([
    ["v1", "PersistentVolumeClaim"],
    ["v1", "Service"],
    ["autoscaling/v2", "HorizontalPodAutoscaler"],
    ["networking.k8s.io/v1", "Ingress"],
    ["policy/v1", "PodDisruptionBudget"],
    ["v1", "ResourceQuota"],
  ])("of %s %s is the object itself, which is no workload", async (apiVersion, kind) => {
    const finder = createSubjectFinder(memoryReader([made(apiVersion, kind, "one")]));
    const search = await finder.find(suspect(kind, "one"), AbortSignal.timeout(10_000));
    expect(search).toMatchObject({ kind: "found", subject: { kind, name: "one" }, workload: null });
  });

  it("is the pod itself where a maker of an unknown kind has vanished", async () => {
    const pod = owned(made("v1", "Pod", "step-1"), made("acme.example/v1", "Pipeline", "run"));
    expect(await find([pod], suspect("Pod", "step-1"))).toBe("Pod step-1");
  });

  it("is one that was deleted, where that is the trouble", async () => {
    const missed = suspect("Service", "web", { labels: { [DELETED_AT]: "2026-11-22T14:43:36Z" } });
    expect(await find([], missed)).toBe("Service web");
    expect(await find([], suspect("Service", "web"))).toBe("Service ns/web is not there (any more)");
  });

  it("names a controller that is not known, as no workload of ours", async () => {
    const rollout = made("argoproj.io/v1alpha1", "Rollout", "shop");
    const pod = owned(made("v1", "Pod", "shop-1"), rollout);
    const finder = createSubjectFinder(memoryReader([pod, rollout]));
    const search = await finder.find(suspect("Pod", "shop-1"), AbortSignal.timeout(10_000));
    expect(search).toMatchObject({ subject: { kind: "Rollout", name: "shop" }, workload: null });
    expect(search.kind === "found" && search.note).toMatch(/Rollout is not a controller/);
  });
});

describe("the subject of a pod that is gone", () => {
  const creation = (pod: string, maker: KubernetesObject) =>
    made("v1", "Event", `e-${pod}`, {
      reason: "SuccessfulCreate",
      message: `Created pod: ${pod}`,
      involvedObject: { kind: maker.kind, name: maker.metadata.name, uid: maker.metadata.uid },
    });

  it.each([
    ["by its name", suspect("Pod", "web-5d5d64fd9f-55pbf"), "Deployment web"],
    ["by its ordinal", suspect("Pod", "db-1"), "StatefulSet db"],
    ["by the name of its Job", suspect("Pod", "tick-29391234-x7k2p"), "CronJob tick"],
    ["by its labels", suspect("Pod", "renamed", { labels: { app: "db" } }), "StatefulSet db"],
    ["by flattened labels", suspect("Pod", "renamed", { labels: { label_app: "db" } }), "StatefulSet db"],
  ])("is found %s", async (_how, one, expected) => {
    expect(await find(cluster, one)).toBe(expected);
  });

  it("is what lives on behind a controller that is gone already, while the pod is still there", async () => {
    const job = made("batch/v1", "Job", "tick-29391234");
    const pod = owned(made("v1", "Pod", "tick-29391234-x7k2p"), job);
    expect(await find([...cluster, pod], suspect("Pod", pod.metadata.name))).toBe("CronJob tick");
    const set = owned(made("apps/v1", "ReplicaSet", "old-abc"), made("apps/v1", "Deployment", "old"));
    const left = owned(made("v1", "Pod", "old-abc-x7k2p"), set);
    expect(await find([...cluster, set, left], suspect("Pod", left.metadata.name))).toBe(
      "Pod ns/old-abc-x7k2p belonged to Deployment ns/old, which is gone: it is removed with it",
    );
    expect(await find([...cluster, set], suspect("ReplicaSet", set.metadata.name))).toMatch(
      /is gone: it is removed/,
    );
  });

  it("is found by the event of its creation, whatever its name", async () => {
    expect(await find([...cluster, creation("odd", webSet)], suspect("Pod", "odd"))).toBe("Deployment web");
  });

  it("is not guessed from a name that only begins like a controller's", async () => {
    for (const name of [
      "web-5d5d64fd9f-55pbe",
      "web-5d5d64fd9f-55pb",
      "web-other-55pbf",
      "db-7",
      "db-01",
      "tick-7-x7k2p",
    ])
      expect(await find(cluster, suspect("Pod", name))).toBe(
        `Pod ns/${name} is gone, and nothing in the cluster shows what it belonged to`,
      );
  });

  it("is not chosen among several", async () => {
    const other = made("apps/v1", "StatefulSet", "db2", {
      spec: { selector: { matchLabels: { app: "db" } } },
    });
    expect(await find([...cluster, other], suspect("Pod", "renamed", { labels: { app: "db" } }))).toMatch(
      /may have belonged to any of StatefulSet ns\/db, StatefulSet ns\/db2/,
    );
  });

  it("is that of its successor in a StatefulSet, but not of another pod of the same name", async () => {
    const successor = owned(made("v1", "Pod", "db-0"), db);
    expect(await find([...cluster, successor], suspect("Pod", "db-0", { uid: "old" }))).toBe(
      "StatefulSet db",
    );
    const stranger = made("v1", "Pod", "bare");
    expect(await find([...cluster, stranger], suspect("Pod", "bare", { uid: "old" }))).toMatch(/is gone/);
  });
});

describe("a kill that a node's kernel tells of", () => {
  const at = "2026-01-01T10:00:00Z";
  const killed = (name: string, finishedAt: string) =>
    made("v1", "Pod", name, {
      spec: { nodeName: "node-1" },
      status: {
        containerStatuses: [
          {
            name: "main",
            restartCount: 1,
            lastState: { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt } },
          },
        ],
      },
    });
  const node = suspect("Node", "node-1", { namespace: "", labels: { [CGROUP_OOM_AT]: at } });

  it("belongs to the one pod there that was killed at that time", async () => {
    const pods = [killed("a", "2026-01-01T10:00:02Z"), killed("b", "2026-01-01T09:00:00Z")];
    expect(await find(pods, node)).toBe("Pod a");
  });

  it("belongs to nobody where several were, or none", async () => {
    expect(await find([killed("a", at), killed("b", at)], node)).toMatch(/several pods/);
    expect(await find([], node)).toMatch(/no pod there shows it/);
  });
});

describe("a suspect that cannot be", () => {
  it.each([
    [suspect("", ""), "the signal names no object"],
    [suspect("Pod", "a\u0000b"), '"a\\u0000b" cannot be the name of an object'],
    [suspect("Pod", "../secrets"), '"../secrets" cannot be the name of an object'],
    [suspect("Pod", "x".repeat(254)), `"${"x".repeat(80)}"... cannot be the name of an object`],
    [suspect("Pod", "p", { namespace: "" }), "the signal names no namespace for Pod p"],
    [suspect("Pod", "p", { namespace: "a/b" }), '"a/b" cannot be the name of a namespace'],
    [suspect("Secret", "p"), '"Secret" is not a kind that is looked after'],
    [suspect("__proto__", "p"), '"__proto__" is not a kind that is looked after'],
  ])("is refused with a reason and without a request", async (one, reason) => {
    const reader = memoryReader(cluster);
    const search = await createSubjectFinder(reader).find(one, AbortSignal.timeout(10_000));
    expect(search).toEqual({ kind: "nothing", reason });
    expect(reader.asked).toEqual([]);
  });
});
