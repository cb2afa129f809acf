import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEffects } from "../../src/core/effects.ts";
import type { Notifier } from "../../src/notify/notifier.ts";
import { type OutboxTest, outboxTest } from "./outbox-setup.ts";

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
beforeEach(async () => {
  await outbox.database.db.deleteFrom("outbox").execute();
});
afterAll(async () => {
  await outbox.database.drop();
});

const never = new AbortController().signal;

function recorder(pace?: Notifier["pace"]): { notifier: Notifier; sent: string[] } {
  const sent: string[] = [];
  const notifier: Notifier = {
    channel: "test",
    ...(pace === undefined ? {} : { pace }),
    async send({ notification }) {
      sent.push(notification.summary);
    },
  };
  return { notifier, sent };
}

test("a row that a crash left in sending is sent again at once", async () => {
  const id = await outbox.put({ incidentId: await outbox.incident(), sequence: 1 });
  await outbox.database.db.updateTable("outbox").set({ state: "sending" }).execute();
  const { notifier, sent } = recorder();

  expect(await outbox.deliverer([notifier]).deliverDue(never)).toBe(1);

  expect(sent).toEqual(["change 1"]);
  expect(await outbox.row(id)).toMatchObject({ state: "sent" });
});

test("the row says `sending` before the message leaves, and `sent` only afterwards", async () => {
  const id = await outbox.put({ incidentId: await outbox.incident(), sequence: 1 });
  const seen: string[] = [];
  const effects = createEffects(async (instant) => {
    seen.push(`${instant} ${(await outbox.row(id)).state}`);
  });

  await outbox.deliverer([recorder().notifier], effects).deliverDue(never);

  expect(seen).toEqual([
    "notify.begin:before pending",
    "notify.begin:after sending",
    "notify.send:before sending",
    "notify.send:after sending",
    "notify.record:before sending",
    "notify.record:after sent",
  ]);
});

test("two replicas send a backlog once between them", async () => {
  for (let sequence = 1; sequence <= 20; sequence += 1) {
    await outbox.put({ incidentId: await outbox.incident(), sequence });
  }
  const { notifier, sent } = recorder();
  const replicas = [outbox.deliverer([notifier]), outbox.deliverer([notifier])];

  const counts = await Promise.all(
    replicas.flatMap((replica) => [replica.deliverDue(never), replica.deliverDue(never)]),
  );

  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
  expect(sent).toHaveLength(20);
  expect(new Set(sent).size).toBe(20);
});

test("keeps a channel's pace over all replicas and restarts", async () => {
  const pace = { perSecond: 5, perMinute: 12 };
  for (let sequence = 1; sequence <= 14; sequence += 1) {
    await outbox.put({ incidentId: await outbox.incident(), sequence });
  }
  const times: number[] = [];
  const notifier: Notifier = {
    channel: "test",
    pace,
    send: async () => {
      times.push(outbox.clock.now().getTime());
      if (times.length === 7) stop.abort();
    },
  };
  const stop = new AbortController();

  expect(await outbox.deliverer([notifier]).deliverDue(stop.signal)).toBe(7);
  expect(await outbox.deliverer([notifier]).deliverDue(never)).toBe(7);

  const mostWithin = (ms: number) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
  expect(mostWithin(1000)).toBe(5);
  expect(mostWithin(60_000)).toBe(12);
});

test("a stop lets the message in flight end and records it", async () => {
  const incidentId = await outbox.incident();
  const id = await outbox.put({ incidentId, sequence: 1 });
  const next = await outbox.put({ incidentId, sequence: 2 });
  const stop = new AbortController();
  const notifier: Notifier = {
    channel: "test",
    async send(_delivery, signal) {
      stop.abort();
      signal.throwIfAborted();
    },
  };

  expect(await outbox.deliverer([notifier]).deliverDue(stop.signal)).toBe(1);

  expect(await outbox.row(id)).toMatchObject({ state: "sent" });
  expect(await outbox.row(next)).toMatchObject({ state: "pending", tries: 0 });
});
