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
const all = { namespace: "shop", pod: { containers: [{ name: "web" }] } };
/** Enough is a node with so much. */
const one = (bytes: number) => ({
  ...all,
  isEnough: (freeBytes: readonly number[]) => freeBytes.some((free) => free >= bytes),
});
const listsOfPods = ({ calls }: { calls: readonly string[] }) =>
  calls.filter((call) => call === "list Pod").length;

test("a small cluster is counted whole, in one list of pods", async () => {
  const objects = [node("a", "8Gi"), node("b", "4Gi"), pod("one", "a"), pod("two", "a")];
  const reader = createMemoryReader({ objects });
  const { freeBytes } = await readCapacity(reader, all, signal);
  expect(freeBytes).toEqual([6 * GI, 4 * GI]);
  expect(listsOfPods(reader)).toBe(1);
});

test("the largest nodes are looked at one by one until they are enough, and no pods but theirs are read", async () => {
  const nodes = ["2Gi", "8Gi", "4Gi", "3Gi", "1Gi"].map((memory, index) => node(`n-${index}`, memory));
  const pods = Array.from({ length: 7 }, (_, index) => pod(`p-${index}`, "n-1"));
  const reader = createMemoryReader({ objects: [...nodes, ...pods, pod("other", "n-3")] });
  expect((await readCapacity(reader, one(GI), signal)).freeBytes).toEqual([GI]);
  expect(listsOfPods(reader)).toBe(1);
  expect((await readCapacity(reader, one(3 * GI), signal)).freeBytes).toEqual([GI, 4 * GI]);
  expect(listsOfPods(reader)).toBe(3);
});

test("where three of more nodes are not enough every pod is counted", async () => {
  const nodes = ["8Gi", "4Gi", "3Gi", "2Gi"].map((memory, index) => node(`n-${index}`, memory));
  const reader = createMemoryReader({ objects: [...nodes, pod("one", "n-0"), pod("two", "n-3")] });
  expect((await readCapacity(reader, one(9 * GI), signal)).freeBytes).toEqual(
    [7, 4, 3, 1].map((gi) => gi * GI),
  );
  expect(listsOfPods(reader)).toBe(4);
});

test("where there are no more nodes than were looked at, no pods are read again", async () => {
  const reader = createMemoryReader({ objects: [node("a", "8Gi"), node("b", "4Gi"), pod("one", "b")] });
  expect((await readCapacity(reader, one(9 * GI), signal)).freeBytes).toEqual([8 * GI, 3 * GI]);
  expect(listsOfPods(reader)).toBe(2);
});

test("of a cluster with too many pods to list, the largest nodes are counted one by one", async () => {
  const nodes = Array.from({ length: 60 }, (_, index) => node(`n-${index}`, `${index + 100}Gi`));
  const pods = Array.from({ length: 6_000 }, (_, index) => pod(`p-${index}`, `n-${index % 60}`));
  const reader = createMemoryReader({ objects: [...nodes, ...pods] });
  const { freeBytes } = await readCapacity(reader, all, signal);
  // 100 pods of 1Gi run on each: the twenty largest have 159Gi down to 140Gi.
  expect(freeBytes).toEqual(Array.from({ length: 20 }, (_, index) => (59 - index) * GI));
});

test("nothing is known of the room where pods may not be listed", async () => {
  const forbidden = new OperationError("list Pod objects", { reason: "forbidden", retryable: false });
  const reader = createMemoryReader({
    objects: [node("a", "8Gi")],
    refuse: (call) => (call === "list Pod" ? forbidden : undefined),
  });
  expect((await readCapacity(reader, all, signal)).freeBytes).toBeNull();
  expect((await readCapacity(reader, one(GI), signal)).freeBytes).toBeNull();
});
