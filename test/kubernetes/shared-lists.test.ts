import { expect, test } from "vitest";
import type { ListOptions, ObjectList } from "../../src/kubernetes/cluster-reader.ts";
import { sharingLists } from "../../src/kubernetes/shared-lists.ts";

const PODS = { apiVersion: "v1", kind: "Pod" };
const NODES = { apiVersion: "v1", kind: "Node" };
const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A list whose answers come when the test says so, in the order of the questions. */
function asked() {
  const questions: {
    kind: string;
    options: ListOptions;
    signal: AbortSignal;
    answer: (list: ObjectList) => void;
    fail: (error: Error) => void;
  }[] = [];
  const list = sharingLists((type, options, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<ObjectList>();
    questions.push({ kind: type.kind, options, signal, answer: resolve, fail: reject });
    return promise;
  });
  return { list, questions };
}

const listOf = (name: string): ObjectList => ({
  items: [{ apiVersion: "v1", kind: "Pod", metadata: { name } }],
  isTruncated: false,
});

test("who asks in the same moment gets the same answer", async () => {
  const { list, questions } = asked();
  const both = [list(PODS, { limit: 5 }, never), list(PODS, { limit: 5 }, never)];
  await settled();
  expect(questions).toHaveLength(1);
  questions[0]?.answer(listOf("one"));
  expect(await Promise.all(both)).toEqual([listOf("one"), listOf("one")]);
});

test("who asks while a list is read gets one that began afterwards, together with all others who did", async () => {
  const { list, questions } = asked();
  const first = list(PODS, {}, never);
  await settled();
  const later = [list(PODS, {}, never), list(PODS, {}, never)];
  await settled();
  expect(questions).toHaveLength(1);
  questions[0]?.answer(listOf("old"));
  expect(await first).toEqual(listOf("old"));
  await settled();
  expect(questions).toHaveLength(2);
  questions[1]?.answer(listOf("new"));
  expect(await Promise.all(later)).toEqual([listOf("new"), listOf("new")]);
  const last = list(PODS, {}, never);
  await settled();
  expect(questions).toHaveLength(3);
  questions[2]?.answer(listOf("newest"));
  expect(await last).toEqual(listOf("newest"));
});

test("other kinds, other limits and parts of the cluster are lists of their own", async () => {
  const { list, questions } = asked();
  const options: ListOptions[] = [
    {},
    { limit: 5 },
    { namespace: "a" },
    { namespace: "a" },
    { labelSelector: "a=b" },
    { fieldSelector: "a=b" },
  ];
  const all = [...options.map((one) => list(PODS, one, never)), list(NODES, {}, never)];
  await settled();
  expect(questions).toHaveLength(7);
  for (const { answer } of questions) answer(listOf("one"));
  await Promise.all(all);
});

test("the same part of all namespaces is one list for all who ask for it", async () => {
  const { list, questions } = asked();
  const onNode = { fieldSelector: "spec.nodeName=a", limit: 250 };
  const both = [list(PODS, onNode, never), list(PODS, { ...onNode }, never)];
  await settled();
  expect(questions).toHaveLength(1);
  questions[0]?.answer(listOf("one"));
  expect(await Promise.all(both)).toEqual([listOf("one"), listOf("one")]);
});

test("a failure is that of all who waited for it, and of nobody after them", async () => {
  const { list, questions } = asked();
  const first = [list(PODS, {}, never), list(PODS, {}, never)];
  await settled();
  const next = list(PODS, {}, never);
  questions[0]?.fail(new Error("away"));
  expect(await Promise.allSettled(first)).toMatchObject([
    { status: "rejected", reason: { message: "away" } },
    { status: "rejected", reason: { message: "away" } },
  ]);
  await settled();
  questions[1]?.answer(listOf("back"));
  expect(await next).toEqual(listOf("back"));
});

test("who is stopped takes the answer from nobody, and with the last one the reading ends", async () => {
  const { list, questions } = asked();
  const [one, other] = [new AbortController(), new AbortController()];
  const lists = [list(PODS, {}, one.signal), list(PODS, {}, other.signal)];
  await settled();
  one.abort(new Error("stopped"));
  await expect(lists[0]).rejects.toThrow("stopped");
  expect(questions[0]?.signal.aborted).toBe(false);
  other.abort(new Error("stopped"));
  await expect(lists[1]).rejects.toThrow("stopped");
  expect(questions[0]?.signal.aborted).toBe(true);
  questions[0]?.fail(new Error("stopped"));
  const after = list(PODS, {}, never);
  await settled();
  questions[1]?.answer(listOf("fresh"));
  expect(await after).toEqual(listOf("fresh"));
});
