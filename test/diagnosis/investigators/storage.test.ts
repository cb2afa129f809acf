import { describe, expect, it } from "vitest";
import type { Signal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { loadCapture } from "../support/capture.ts";
import { findingOf, investigate, refOf } from "../support/investigate.ts";
import { lookAt, object } from "../support/objects.ts";
import { ago } from "../support/workload.ts";

interface ClaimPlan {
  storageClassName?: string;
  size?: string;
  modes?: string[];
  phase?: string;
  capacity?: string;
  age?: number;
}

function claim({
  storageClassName,
  size = "10Gi",
  modes = ["ReadWriteOnce"],
  phase = "Pending",
  capacity,
  age = 3600,
}: ClaimPlan) {
  return object("v1", "PersistentVolumeClaim", "data", {
    metadata: { creationTimestamp: ago(age) },
    spec: {
      accessModes: modes,
      resources: { requests: { storage: size } },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
    status: { phase, ...(capacity === undefined ? {} : { capacity: { storage: capacity } }) },
  });
}
const storageClass = (name: string, more: object = {}): KubernetesObject =>
  object("storage.k8s.io/v1", "StorageClass", name, {
    namespace: "",
    provisioner: "csi.acme.example",
    ...more,
  });
const volume = (name: string, storage: string, more: object = {}) =>
  object("v1", "PersistentVolume", name, {
    namespace: "",
    spec: { storageClassName: "static", capacity: { storage }, accessModes: ["ReadWriteOnce"], ...more },
    status: { phase: "Available" },
  });
const user = object("v1", "Pod", "db-0", {
  spec: { containers: [], volumes: [{ name: "d", persistentVolumeClaim: { claimName: "data" } }] },
  status: { phase: "Pending" },
});
const told: Signal = {
  id: "s1",
  alertId: "a1",
  key: "alert:1",
  source: "alertmanager",
  symptom: "volume-full",
  suspect: { ...refOf(claim({})), container: "", labels: {} },
  at: ago(60),
  detail: "KubePersistentVolumeFillingUp: 3 % left",
};

describe("a claim that finds no volume", () => {
  it.each([
    [
      "its class does not exist",
      [claim({ storageClassName: "fast-sdd" }), storageClass("fast-ssd")],
      /fast-sdd does not exist.*near it: fast-ssd/,
    ],
    ["no class is the default", [claim({}), storageClass("standard")], /none is the default/],
    [
      "the volumes are too small",
      [claim({ storageClassName: "static" }), volume("a", "2Gi"), volume("b", "2Gi")],
      /10Gi are asked for, and they have 2Gi/,
    ],
    [
      "the volumes lack its mode",
      [claim({ storageClassName: "static", modes: ["ReadWriteMany"] }), volume("a", "20Gi")],
      /access mode ReadWriteMany/,
    ],
    [
      "the volumes are others'",
      [
        claim({ storageClassName: "static" }),
        volume("a", "20Gi", { claimRef: { name: "x", namespace: "y" } }),
      ],
      /belong to other claims/,
    ],
    [
      "its driver says nothing",
      [claim({ storageClassName: "fast" }), storageClass("fast")],
      /csi\.acme\.example, which has made none/,
    ],
  ])("because %s is told why, and is a person's", async (_why, objects, said) => {
    const finding = findingOf(await lookAt([...objects, user]));
    expect(finding).toMatchObject({
      cause: "claim-unbound",
      object: { kind: "PersistentVolumeClaim" },
      repair: null,
    });
    expect(finding.sentence).toMatch(said);
    expect(finding.sentence).toContain("db-0");
  });

  it.each([
    [
      "waits for its first consumer",
      [
        claim({ storageClassName: "local" }),
        storageClass("local", { volumeBindingMode: "WaitForFirstConsumer" }),
      ],
      "healthy",
    ],
    ["has only just been made", [claim({ age: 30 }), user], "wait"],
  ])("and %s is no fault", async (_what, objects, kind) => {
    expect((await lookAt(objects)).kind).toBe(kind);
  });

  it("of the real cluster lacks a default class", async () => {
    const { objects } = loadCapture("pvc-pending");
    const one = objects.find(({ kind }) => kind === "PersistentVolumeClaim");
    if (one === undefined) throw new Error("the capture has no claim");
    const finding = findingOf(
      await investigate({
        reader: createMemoryReader({ objects }),
        workload: refOf(one),
        at: "2026-11-22T19:40:00Z",
      }),
    );
    expect(finding.cause).toBe("claim-unbound");
    expect(finding.sentence).toMatch(/no class, and none is the default \(there is no StorageClass/);
  });
});

describe("a claim whose volume fills up", () => {
  const bound = claim({ phase: "Bound", capacity: "10Gi", storageClassName: "fast" });
  const prometheus = (share: string) =>
    (async () =>
      Response.json({ status: "success", data: { result: [{ value: [1, share] }] } })) as typeof fetch;

  it("is proposed to grow, where its class allows that", async () => {
    const objects = [bound, storageClass("fast", { allowVolumeExpansion: true })];
    const { repair } = findingOf(await lookAt(objects, { signals: [told] }));
    expect(repair).toMatchObject({
      type: "ExpandClaim",
      isExclusive: false,
      parameters: { fromBytes: 10 * 2 ** 30, toBytes: 15 * 2 ** 30 },
    });
  });

  it("is a person's, where its class does not", async () => {
    const finding = findingOf(await lookAt([bound, storageClass("fast")], { signals: [told] }));
    expect(finding).toMatchObject({ cause: "volume-full", repair: null });
  });

  it("is measured, where Prometheus tells", async () => {
    const objects = [bound, storageClass("fast")];
    expect(findingOf(await lookAt(objects, { fetch: prometheus("0.97") })).sentence).toContain(
      "97 % of 10Gi",
    );
    expect((await lookAt(objects, { signals: [told], fetch: prometheus("0.41") })).kind).toBe("healthy");
  });

  it("waits while it grows, and is well where nothing tells that it is full", async () => {
    const growing = claim({ phase: "Bound", size: "20Gi", capacity: "10Gi", storageClassName: "fast" });
    expect((await lookAt([growing], { signals: [told] })).kind).toBe("wait");
    expect((await lookAt([bound])).kind).toBe("healthy");
  });
});

describe("what is being deleted and does not go", () => {
  const gone = { deletionTimestamp: ago(1200), finalizers: ["acme.example/backup"] };
  it.each([
    ["a claim", { ...claim({ phase: "Bound" }), metadata: { ...claim({}).metadata, ...gone } }],
    ["a volume", { ...volume("pv-1", "1Gi"), metadata: { ...volume("pv-1", "1Gi").metadata, ...gone } }],
    [
      "a namespace",
      object("v1", "Namespace", "old", {
        namespace: "",
        metadata: { deletionTimestamp: ago(1200) },
        spec: { finalizers: ["kubernetes"] },
        status: {
          phase: "Terminating",
          conditions: [
            {
              type: "NamespaceFinalizersRemaining",
              status: "True",
              message:
                "Some content in the namespace has finalizers remaining: acme.example/backup in 1 resource instances",
            },
          ],
        },
      }),
    ],
  ])("is told with what holds it, for %s", async (_what, one) => {
    const finding = findingOf(await lookAt([one as KubernetesObject]));
    expect(finding).toMatchObject({ cause: "finalizer-stuck", repair: null });
    expect(finding.sentence).toContain("acme.example/backup");
  });

  it("is waited for at first", async () => {
    const fresh = object("v1", "Namespace", "old", {
      namespace: "",
      metadata: { deletionTimestamp: ago(20) },
    });
    expect((await lookAt([fresh])).kind).toBe("wait");
    expect((await lookAt([object("v1", "Namespace", "shop", { namespace: "" })])).kind).toBe("healthy");
  });
});

describe("a quota", () => {
  const quota = object("v1", "ResourceQuota", "compute", {
    status: { hard: { pods: "4" }, used: { pods: "4" } },
  });
  const set = (replicas: number) =>
    object("apps/v1", "ReplicaSet", "web-5d5d", {
      spec: { replicas: 3 },
      status: {
        replicas,
        conditions: [
          {
            type: "ReplicaFailure",
            status: "True",
            reason: "FailedCreate",
            message:
              'pods "web-5d5d-x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4',
          },
        ],
      },
    });

  it("that refuses pods is told with its numbers", async () => {
    const finding = findingOf(await lookAt([quota, set(2)]));
    expect(finding).toMatchObject({
      cause: "quota-exceeded",
      object: { kind: "ResourceQuota" },
      repair: null,
    });
    expect(finding.sentence).toContain("4 of 4 pods are used");
  });

  it("that is used up and refuses nothing is well", async () => {
    expect((await lookAt([quota, set(3)])).kind).toBe("healthy");
  });
});
