import { expect, test } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { createGroupWrites } from "../../src/incidents/group-writes.ts";

/** Writes of texts whose ends the test decides; "a+b" has the keys "a" and "b". */
function held({ keys = 10, bytes = 100, atOnce = 1 } = {}) {
  const writes: { items: readonly string[]; end: PromiseWithResolvers<void> }[] = [];
  const begins = Array.from({ length: 10 }, () => Promise.withResolvers<void>());
  const group = createGroupWrites<string, string>({
    async write(items) {
      const end = Promise.withResolvers<void>();
      writes.push({ items, end });
      begins[writes.length - 1]?.resolve();
      await end.promise;
      return items.map((item) => item.toUpperCase());
    },
    keysOf: (item) => item.split("+"),
    bytesOf: (item) => item.length,
    most: { keys, bytes },
    atOnce,
    gathered: (begin) => begin(),
  });
  /** Lets the write of this number end, once it has begun. */
  const end = async (index: number, error?: Error) => {
    await begins[index]?.promise;
    if (error === undefined) writes[index]?.end.resolve();
    else writes[index]?.end.reject(error);
  };
  return { add: group.add, end, written: () => writes.map(({ items }) => items.join(" ")) };
}

test("what comes during a write is written together after it, each with its own result", async () => {
  const group = held();
  const [a, b, c] = ["a", "b", "c"].map((item) => group.add(item));
  expect(group.written()).toEqual(["a"]);
  await group.end(0);
  expect(await a).toBe("A");
  await group.end(1);
  expect(group.written()).toEqual(["a", "b c"]);
  expect(await Promise.all([b, c])).toEqual(["B", "C"]);
});

test("is not answered before its own write has ended", async () => {
  const group = held();
  const answered: string[] = [];
  const first = group.add("a").then((result) => answered.push(result));
  const second = group.add("b").then((result) => answered.push(result));
  await group.end(0);
  await first;
  expect(answered).toEqual(["A"]);
  await group.end(1);
  await second;
  expect(answered).toEqual(["A", "B"]);
});

test("what shares a key is written one after the other", async () => {
  const group = held();
  const all = ["a", "b+c", "c+d", "e"].map((item) => group.add(item));
  await group.end(0);
  await group.end(1);
  await group.end(2);
  expect(group.written()).toEqual(["a", "b+c e", "c+d"]);
  expect(await Promise.all(all)).toEqual(["A", "B+C", "C+D", "E"]);
});

test("a write has no more keys than the most, unless one item alone has", async () => {
  const group = held({ keys: 2 });
  const all = ["a", "b+c+d", "e", "f"].map((item) => group.add(item));
  await group.end(0);
  await group.end(1);
  await group.end(2);
  expect(group.written()).toEqual(["a", "b+c+d", "e f"]);
  expect(await Promise.all(all)).toEqual(["A", "B+C+D", "E", "F"]);
});

test("a write has no more bytes than the most", async () => {
  const group = held({ bytes: 5 });
  const all = ["a", "bbb", "ccc", "d"].map((item) => group.add(item));
  await group.end(0);
  await group.end(1);
  await group.end(2);
  expect(group.written()).toEqual(["a", "bbb d", "ccc"]);
  expect(await Promise.all(all)).toEqual(["A", "BBB", "CCC", "D"]);
});

test("nothing overtakes an earlier item of the same key that had no room", async () => {
  const group = held({ keys: 3 });
  const all = ["a", "b+c", "d+e", "e", "f"].map((item) => group.add(item));
  await group.end(0);
  await group.end(1);
  await group.end(2);
  await group.end(3);
  expect(group.written()).toEqual(["a", "b+c f", "d+e", "e"]);
  expect(await Promise.all(all)).toEqual(["A", "B+C", "D+E", "E", "F"]);
});

test("what shares a key with a write under way waits for its end, and what shares none does not", async () => {
  const group = held({ atOnce: 2 });
  const all = ["a", "a+b", "b", "c"].map((item) => group.add(item));
  expect(group.written()).toEqual(["a", "c"]);
  await group.end(1);
  await all[3];
  expect(group.written()).toEqual(["a", "c"]);
  await group.end(0);
  await group.end(2);
  await group.end(3);
  expect(group.written()).toEqual(["a", "c", "a+b", "b"]);
  expect(await Promise.all(all)).toEqual(["A", "A+B", "B", "C"]);
});

test("what comes in the same moment is written together", async () => {
  const writes: string[][] = [];
  const group = createGroupWrites<string, string>({
    async write(items) {
      writes.push([...items]);
      return items;
    },
    keysOf: (item) => [item],
    bytesOf: () => 1,
    most: { keys: 10, bytes: 10 },
    atOnce: 2,
    gathered: setImmediate,
  });
  expect(await Promise.all(["a", "b", "c"].map((item) => group.add(item)))).toEqual(["a", "b", "c"]);
  expect(writes).toEqual([["a", "b", "c"]]);
});

test("one that is refused fails alone", async () => {
  const group = held();
  const all = ["a", "bad", "c"].map((item) => group.add(item));
  const outcomes = Promise.allSettled(all);
  await group.end(0);
  await group.end(1, new Error("refused"));
  await group.end(2, new Error("bad is refused"));
  await group.end(3);
  expect(group.written()).toEqual(["a", "bad c", "bad", "c"]);
  expect(await outcomes).toEqual([
    { status: "fulfilled", value: "A" },
    { status: "rejected", reason: new Error("bad is refused") },
    { status: "fulfilled", value: "C" },
  ]);
});

test("all fail at once while the database is away, and the next are written again", async () => {
  const group = held();
  const all = ["a", "b", "c"].map((item) => group.add(item));
  const outcomes = Promise.allSettled(all);
  const away = new OperationError("away", { reason: "unavailable", retryable: true });
  await group.end(0);
  await group.end(1, away);
  expect((await outcomes).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(group.written()).toEqual(["a", "b c"]);
  const next = group.add("d");
  await group.end(2);
  expect(await next).toBe("D");
});
