import { expect, test } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { readCapacity } from "../../src/remediation/facts/read-capacity.ts";
import { createMemoryReader } from "../support/memory-reader.ts";

const GI = 2 ** 30;
const { signal } = new AbortController();

const node = (name: string, memory: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec: {},
  status: { allocatable: { memory } },
});
const pod = (name: string, nodeName: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "crowd" },
  spec: { nodeName, containers: [{ name: "main", resources: { requests: { memory: "1Gi" } } }] },
  status: { phase: "Running" },
});
const podSpec = { containers: [{ name: "web" }] };

test("a small cluster is counted whole, in one list of pods", async () => {
  const objects = [node("a", "8Gi"), node("b", "4Gi"), pod("one", "a"), pod("two", "a")];
  const reader = createMemoryReader({ objects });
  const { freeBytes } = await readCapacity(reader, "shop", podSpec, signal);
  expect(freeBytes).toEqual([6 * GI, 4 * GI]);
  expect(reader.calls.filter((call) => call === "list Pod")).toHaveLength(1);
});

test("of a cluster with too many pods to list, the largest nodes are counted one by one", async () => {
  const nodes = Array.from({ length: 60 }, (_, index) => node(`n-${index}`, `${index + 100}Gi`));
  const pods = Array.from({ length: 6_000 }, (_, index) => pod(`p-${index}`, `n-${index % 60}`));
  const reader = createMemoryReader({ objects: [...nodes, ...pods] });
  const { freeBytes } = await readCapacity(reader, "shop", podSpec, signal);
  // 100 pods of 1Gi run on each: the twenty largest have 159Gi down to 140Gi.
  expect(freeBytes).toEqual(Array.from({ length: 20 }, (_, index) => (59 - index) * GI));
});

test("nothing is known of the room where pods may not be listed", async () => {
  const forbidden = new OperationError("list Pod objects", { reason: "forbidden", retryable: false });
  const reader = createMemoryReader({
    objects: [node("a", "8Gi")],
    refuse: (call) => (call === "list Pod" ? forbidden : undefined),
  });
  expect((await readCapacity(reader, "shop", podSpec, signal)).freeBytes).toBeNull();
});
