import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { ChannelWaitError } from "../../src/notify/channel-wait.ts";
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
const busy = new OperationError("not now", { reason: "unavailable", retryable: true });
const refused = new OperationError("no such bot", { reason: "not-found", retryable: false });

/** A channel that keeps what it was sent and throws what `answers` holds, in order. */
function channel(options: { answers?: (Error | undefined)[]; pace?: Notifier["pace"] } = {}) {
  const sent: string[] = [];
  const answers = [...(options.answers ?? [])];
  const notifier: Notifier = {
    channel: "test",
    ...(options.pace === undefined ? {} : { pace: options.pace }),
    async send({ notification }) {
      const error = answers.shift();
      if (error !== undefined) throw error;
      sent.push(notification.summary);
    },
  };
  return { notifier, sent };
}

test("sends each notification once, oldest first", async () => {
  const incidentId = await outbox.incident();
  const second = await outbox.put({ incidentId, sequence: 2 });
  const first = await outbox.put({ incidentId, sequence: 1 });
  const { notifier, sent } = channel();
  const deliverer = outbox.deliverer([notifier]);

  expect(await deliverer.deliverDue(never)).toBe(2);
  expect(await deliverer.deliverDue(never)).toBe(0);

  expect(sent).toEqual(["change 1", "change 2"]);
  for (const id of [first, second]) {
    expect(await outbox.row(id)).toMatchObject({ state: "sent", tries: 1, error: null });
  }
});

test("leaves rows that are not due and rows of channels that it does not serve", async () => {
  const incidentId = await outbox.incident();
  const id = await outbox.put({ incidentId, sequence: 1, channel: "other" });
  outbox.clock.advance(-60_000);
  const { notifier } = channel();

  expect(await outbox.deliverer([notifier]).deliverDue(never)).toBe(0);

  expect(await outbox.row(id)).toMatchObject({ state: "pending", tries: 0 });
});

test("gives up rows of a channel that nobody has served for over an hour", async () => {
  const incidentId = await outbox.incident();
  const foreign = await outbox.put({ incidentId, sequence: 1, channel: "removed" });
  outbox.clock.advance(61 * 60_000);
  const fresh = await outbox.put({ incidentId, sequence: 2, channel: "new" });
  const { notifier } = channel();

  await outbox.deliverer([notifier]).deliverDue(never);

  expect(await outbox.row(foreign)).toMatchObject({ state: "given-up" });
  expect(await outbox.row(fresh)).toMatchObject({ state: "pending" });
});

test("tries again after a back-off of at most five minutes, and later changes of the incident wait for it", async () => {
  const [blocked, free] = [await outbox.incident(), await outbox.incident()];
  const first = await outbox.put({ incidentId: blocked, sequence: 1, summary: "blocked 1" });
  await outbox.put({ incidentId: blocked, sequence: 2, summary: "blocked 2" });
  await outbox.put({ incidentId: free, sequence: 3, summary: "free" });
  const { notifier, sent } = channel({ answers: [busy] });
  const deliverer = outbox.deliverer([notifier]);

  expect(await deliverer.deliverDue(never)).toBe(1);
  expect(sent).toEqual(["free"]);
  const row = await outbox.row(first);
  expect(row).toMatchObject({ state: "pending", tries: 1, error: "not now" });
  const delay = row.due_at.getTime() - outbox.clock.now().getTime();
  expect(delay).toBeGreaterThanOrEqual(1000);
  expect(delay).toBeLessThanOrEqual(2000);

  outbox.clock.advance(300_000);
  expect(await deliverer.deliverDue(never)).toBe(2);
  expect(sent).toEqual(["free", "blocked 1", "blocked 2"]);
});

test("gives up what the channel refuses for good, says why, and goes on with the next", async () => {
  const incidentId = await outbox.incident();
  const first = await outbox.put({ incidentId, sequence: 1 });
  await outbox.put({ incidentId, sequence: 2 });
  const { notifier, sent } = channel({ answers: [refused] });

  expect(await outbox.deliverer([notifier]).deliverDue(never)).toBe(1);

  expect(await outbox.row(first)).toMatchObject({ state: "given-up", error: "no such bot" });
  expect(sent).toEqual(["change 2"]);
  const { values } = await outbox.metrics.notifications.get();
  expect(values.map(({ labels }) => labels)).toContainEqual({ channel: "test", result: "given-up" });
});

test("waits as long as the channel named, for every message of it", async () => {
  const first = await outbox.put({ incidentId: await outbox.incident(), sequence: 1 });
  await outbox.put({ incidentId: await outbox.incident(), sequence: 2 });
  const { notifier, sent } = channel({ answers: [new ChannelWaitError("wait", 90_000)] });
  const deliverer = outbox.deliverer([notifier]);

  expect(await deliverer.deliverDue(never)).toBe(0);
  outbox.clock.advance(89_000);
  expect(await deliverer.deliverDue(never)).toBe(0);
  expect(sent).toEqual([]);
  outbox.clock.advance(1000);
  expect(await deliverer.deliverDue(never)).toBe(2);
  expect(await outbox.row(first)).toMatchObject({ state: "sent", tries: 2 });
});

test("asks a channel that is down three times a pass, not once for each message", async () => {
  for (let sequence = 1; sequence <= 6; sequence += 1) {
    await outbox.put({ incidentId: await outbox.incident(), sequence });
  }
  const { notifier, sent } = channel({ answers: [busy, busy, busy] });

  expect(await outbox.deliverer([notifier]).deliverDue(never)).toBe(0);

  expect(sent).toEqual([]);
});

test("leaves a row that it does not understand to a newer replica, and gives it up when none has taken it for an hour", async () => {
  const incidentId = await outbox.incident();
  const first = await outbox.put({ incidentId, sequence: 1 });
  await outbox.put({ incidentId, sequence: 2 });
  await outbox.database.db
    .updateTable("outbox")
    .set({ notification: JSON.stringify({ from: "another version" }) })
    .where("id", "=", first)
    .execute();
  await outbox.put({ incidentId: await outbox.incident(), sequence: 1, summary: "of another incident" });
  const { notifier, sent } = channel();
  const deliverer = outbox.deliverer([notifier]);

  expect(await deliverer.deliverDue(never)).toBe(1);
  expect(await outbox.row(first)).toMatchObject({ state: "pending", tries: 0 });
  expect(sent).toEqual(["of another incident"]);

  outbox.clock.advance(61 * 60_000);
  expect(await deliverer.deliverDue(never)).toBe(1);
  expect(await outbox.row(first)).toMatchObject({ state: "given-up" });
  expect(sent).toEqual(["of another incident", "change 2"]);
});
