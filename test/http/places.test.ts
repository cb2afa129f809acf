import { expect, test } from "vitest";
import { createPlaces } from "../../src/http/places.ts";

/** Names of those that have entered, in order, and what gives their places back. */
function entering(bounds: Parameters<typeof createPlaces>[0]) {
  const places = createPlaces(bounds);
  const entered: string[] = [];
  const leave = new Map<string, () => void>();
  return {
    entered,
    enter: async (name: string, bytes = 1) => {
      leave.set(name, await places.enter(bytes));
      entered.push(name);
    },
    leave: async (name: string) => {
      leave.get(name)?.();
      await Promise.resolve();
    },
  };
}

test("no more than the most are in hand, and the next enter in their order", async () => {
  const room = entering({ webhooks: 2, bytes: 100, waiting: 10 });
  const all = ["a", "b", "c", "d"].map((name) => room.enter(name));
  await Promise.all(all.slice(0, 2));
  expect(room.entered).toEqual(["a", "b"]);
  await room.leave("b");
  await all[2];
  expect(room.entered).toEqual(["a", "b", "c"]);
  await room.leave("a");
  await all[3];
  expect(room.entered).toEqual(["a", "b", "c", "d"]);
});

test("a place that is given back twice is one place", async () => {
  const room = entering({ webhooks: 1, bytes: 100, waiting: 10 });
  await room.enter("a");
  const all = [room.enter("b"), room.enter("c")];
  await room.leave("a");
  await room.leave("a");
  await all[0];
  expect(room.entered).toEqual(["a", "b"]);
  await room.leave("b");
  await all[1];
  expect(room.entered).toEqual(["a", "b", "c"]);
});

test("bytes are bounded, too, and nothing small overtakes what waits for room", async () => {
  const room = entering({ webhooks: 10, bytes: 10, waiting: 10 });
  await room.enter("a", 6);
  const all = [room.enter("large", 6), room.enter("small", 1)];
  await Promise.resolve();
  expect(room.entered).toEqual(["a"]);
  await room.leave("a");
  await Promise.all(all);
  expect(room.entered).toEqual(["a", "large", "small"]);
});

test("one that has more bytes than all may have enters alone", async () => {
  const room = entering({ webhooks: 10, bytes: 10, waiting: 10 });
  await room.enter("huge", 99);
  const next = room.enter("next");
  await Promise.resolve();
  expect(room.entered).toEqual(["huge"]);
  await room.leave("huge");
  await next;
});

test("beyond those that may wait one is told to come again, as Alertmanager does after a 503", async () => {
  const room = entering({ webhooks: 1, bytes: 10, waiting: 1 });
  await room.enter("a");
  const waiting = room.enter("b");
  await expect(room.enter("c")).rejects.toMatchObject({
    status: 503,
    reason: "too-many-webhooks",
    headers: { "Retry-After": "5" },
  });
  await room.leave("a");
  await waiting;
  expect(room.entered).toEqual(["a", "b"]);
});
