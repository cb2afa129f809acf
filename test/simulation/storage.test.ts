import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { Claim } from "../../src/simulation/store/storage.ts";
import { statefulSet } from "./manifests.ts";
import { openSimulation, type Simulation } from "./open-simulation.ts";

const storageClass = (name: string, more: object = {}, annotations: Record<string, string> = {}) => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name, annotations },
  provisioner: "rancher.io/local-path",
  ...more,
});
const STANDARD = storageClass(
  "standard",
  { allowVolumeExpansion: true },
  { "storageclass.kubernetes.io/is-default-class": "true" },
);
const claim = (spec: object = {}, storage = "5Gi") => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "shop" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...spec },
});
const volume = (spec: object) => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "pv" },
  spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "5Gi" }, hostPath: { path: "/x" }, ...spec },
});
const user = (name = "user") => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop" },
  spec: {
    containers: [{ name: "main", image: "app:1" }],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  },
});
const found = async ({ read }: Simulation) =>
  (await read("/api/v1/namespaces/shop/persistentvolumeclaims/data")) as Claim;
const told = async ({ read }: Simulation) =>
  (
    (await read("/api/v1/namespaces/shop/events")).items as (KubernetesObject & {
      involvedObject: { kind: string };
      type: string;
      reason: string;
      message: string;
    })[]
  )
    .filter(({ involvedObject }) => involvedObject.kind === "PersistentVolumeClaim")
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

describe("a claim", () => {
  // Each event is what a real controller of 1.34 tells of the same claim.
  it.each([
    [
      "has no class and no volume",
      [claim({ storageClassName: "" })],
      "Normal FailedBinding: no persistent volumes available for this claim and no storage class is set",
    ],
    [
      "names a class that is not there",
      [claim({ storageClassName: "fast" })],
      'Warning ProvisioningFailed: storageclass.storage.k8s.io "fast" not found',
    ],
    [
      "is of a class that nobody provisions",
      [
        storageClass("man", { provisioner: "kubernetes.io/no-provisioner" }),
        claim({ storageClassName: "man" }),
      ],
      "Warning ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner",
    ],
    [
      "is of a class whose provisioner does not run",
      [storageClass("csi", { provisioner: "ebs.csi.example.com" }), claim({ storageClassName: "csi" })],
      "Normal ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'ebs.csi.example.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ],
    [
      "waits for a pod",
      [
        storageClass("wait", { volumeBindingMode: "WaitForFirstConsumer" }),
        claim({ storageClassName: "wait" }),
      ],
      "Normal WaitForFirstConsumer: waiting for first consumer to be created before binding",
    ],
    [
      "names a volume that is too small",
      [
        volume({ storageClassName: "", capacity: { storage: "1Gi" } }),
        claim({ storageClassName: "", volumeName: "pv" }),
      ],
      'Warning VolumeMismatch: Cannot bind to requested volume "pv": requested PV is too small',
    ],
    [
      "asks for a mode that the volume does not have",
      [
        volume({ storageClassName: "", accessModes: ["ReadOnlyMany"] }),
        claim({ storageClassName: "", volumeName: "pv" }),
      ],
      'Warning VolumeMismatch: Cannot bind to requested volume "pv": incompatible accessMode',
    ],
  ])("stays pending and says why: it %s", async (_, objects, expected) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply(objects);
    simulation.clock.advance(40_000);
    expect((await found(simulation)).status).toEqual({ phase: "Pending" });
    expect(await told(simulation)).toEqual([expected]);
  });

  it("of the default class is provisioned, stays while a pod uses it, and goes with its volume", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([STANDARD, claim(), user()]);
    simulation.clock.advance(30_000);
    const bound = await found(simulation);
    expect(bound.status).toMatchObject({ phase: "Bound", capacity: { storage: "5Gi" } });
    expect((await simulation.pods())[0]?.status?.phase).toBe("Running");
    const name = { namespace: "shop", name: "data" };
    await simulation.core.deleteNamespacedPersistentVolumeClaim(name);
    simulation.clock.advance(30_000);
    expect((await found(simulation)).metadata).toMatchObject({
      finalizers: ["kubernetes.io/pvc-protection"],
      deletionTimestamp: expect.any(String),
    });
    await simulation.core.deleteNamespacedPod({ namespace: "shop", name: "user" });
    simulation.clock.advance(30_000);
    expect((await simulation.read("/api/v1/persistentvolumeclaims")).items).toEqual([]);
    expect((await simulation.read("/api/v1/persistentvolumes")).items).toEqual([]);
  });

  it("that waits for its consumer is provisioned where the pod goes", async () => {
    const simulation = await openSimulation({ nodes: [{ name: "n1" }, { name: "n2" }] });
    const wait = storageClass("wait", { volumeBindingMode: "WaitForFirstConsumer" });
    const pinned = { ...user(), spec: { ...user().spec, nodeSelector: { "kubernetes.io/hostname": "n2" } } };
    await simulation.cluster.apply([wait, claim({ storageClassName: "wait" }), pinned]);
    simulation.clock.advance(30_000);
    expect((await simulation.pods())[0]?.spec.nodeName).toBe("n2");
    const elsewhere = {
      ...user("other"),
      spec: { ...user().spec, nodeSelector: { "kubernetes.io/hostname": "n1" } },
    };
    await simulation.cluster.apply([elsewhere]);
    const other = (await simulation.pods()).find(({ metadata }) => metadata.name === "other");
    expect(other?.status?.conditions?.[0]?.message).toMatch(
      /^0\/2 nodes are available: 1 node\(s\) didn't match PersistentVolume's node affinity, 1 node\(s\) didn't match Pod's/,
    );
  });

  it("grows where its class allows, and is refused where not", async () => {
    const simulation = await openSimulation();
    const resize = (value: string) =>
      fetch(`${simulation.url}/api/v1/namespaces/shop/persistentvolumeclaims/data`, {
        method: "PATCH",
        headers: { "content-type": "application/json-patch+json" },
        body: JSON.stringify([{ op: "replace", path: "/spec/resources/requests/storage", value }]),
      });
    await simulation.cluster.apply([storageClass("fixed"), STANDARD, claim(), user()]);
    simulation.clock.advance(30_000);
    expect((await resize("8Gi")).status).toBe(200);
    simulation.clock.advance(30_000);
    expect((await found(simulation)).status).toMatchObject({ capacity: { storage: "8Gi" } });
    const smaller = await (await resize("1Gi")).json();
    expect((smaller as { message: string }).message).toBe(
      'PersistentVolumeClaim "data" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    );
    await simulation.cluster.apply([storageClass("standard", { allowVolumeExpansion: false })]);
    expect(((await (await resize("9Gi")).json()) as { message: string }).message).toBe(
      'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  });

  it("is made for each pod of a StatefulSet that has a template of it", async () => {
    const simulation = await openSimulation();
    const template = { metadata: { name: "data" }, spec: claim().spec };
    await simulation.cluster.apply([
      STANDARD,
      statefulSet("db", {}, { replicas: 2, volumeClaimTemplates: [template] }),
    ]);
    simulation.clock.advance(60_000);
    const { items } = await simulation.read("/api/v1/namespaces/shop/persistentvolumeclaims");
    expect(items).toMatchObject(
      ["data-db-0", "data-db-1"].map((name) => ({ metadata: { name }, status: { phase: "Bound" } })),
    );
    expect((await simulation.pods()).map((pod) => pod.status?.phase)).toEqual(["Running", "Running"]);
  });
});
