import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { OperationError } from "../../../src/core/errors.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Change } from "../../../src/domain/notification.ts";
import type { CardNotifier } from "../../../src/notify/card-notifier.ts";
import { pressedHandle } from "../../../src/notify/cards/card-rows.ts";
import { ChannelWaitError } from "../../../src/notify/channel-wait.ts";
import { MessageGoneError } from "../../../src/notify/message-gone.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
beforeEach(async () => {
  for (const table of ["outbox", "cards", "card_handles"] as const)
    await outbox.database.db.deleteFrom(table).execute();
});
afterAll(() => outbox.database.drop());

const never = new AbortController().signal;
const away = new OperationError("not now", { reason: "unavailable", retryable: true });

/** A chat that remembers its messages as the platform does: a key that it knows sends nothing. */
function chat(
  pace = { send: { perSecond: 1000, perMinute: 10_000 }, update: { perSecond: 1000, perMinute: 10_000 } },
) {
  const calls: string[] = [];
  const messages = new Map<string, string>();
  const gone = new Set<string>();
  const faults: { send?: Error; update?: Error; reply?: Error } = {};
  const fault = (kind: keyof typeof faults) => {
    const error = faults[kind];
    delete faults[kind];
    if (error !== undefined) throw error;
  };
  const notifier: CardNotifier = {
    channel: "test",
    pace,
    decisionsOn: ({ approval }) => (approval === null ? [] : ["approve", "pause"]),
    async send({ notification }, key) {
      fault("send");
      const messageId = messages.get(key) ?? `om_${messages.size}`;
      if (!messages.has(key)) calls.push(`send ${messageId} ${notification.summary}`);
      messages.set(key, messageId);
      return { messageId, chatId: "oc_1" };
    },
    async update({ notification }, messageId) {
      fault("update");
      if (gone.has(messageId)) throw new MessageGoneError("gone");
      calls.push(`update ${messageId} ${notification.summary}`);
    },
    async reply(messageId, { notification }) {
      fault("reply");
      calls.push(`reply ${messageId} ${notification.summary}`);
    },
  };
  const deliverer = createOutboxDeliverer({
    db: outbox.database.db,
    notifiers: [],
    cards: [notifier],
    links: () => ({ incident: null, approval: null }),
    clock: outbox.clock,
    effects: createEffects(),
    metrics: outbox.metrics,
    logger: silentLogger,
  });
  return { calls, messages, gone, faults, deliver: () => deliverer.deliverDue(never) };
}

let sequence = 0;
async function change(incidentId: string, what: Change, summary: string = what) {
  sequence += 1;
  const id = await outbox.put({ incidentId, sequence, summary });
  const row = await outbox.database.db
    .selectFrom("outbox")
    .select("notification")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const approval = what === "approval-needed" ? row.notification.approval : null;
  const notification = JSON.stringify({ ...row.notification, change: what, approval });
  await outbox.database.db
    .updateTable("outbox")
    .set({ notification, change: what })
    .where("id", "=", id)
    .execute();
  return id;
}

test("an incident has one message, which its changes update in place", async () => {
  const { calls, deliver } = chat();
  const id = await outbox.incident();
  for (const what of ["opened", "applied", "superseded"] as const) {
    await change(id, what);
    expect(await deliver()).toBe(1);
  }
  expect(calls).toEqual(["send om_0 opened", "update om_0 applied", "update om_0 superseded"]);
});

test("what is due of one incident is told by one update to the newest state, and people are notified of what matters", async () => {
  const { calls, deliver } = chat();
  const id = await outbox.incident();
  await change(id, "opened");
  await deliver();
  for (const what of [
    "approval-needed",
    "applied",
    "rolling-back",
    "rolled-back",
    "approval-void",
    "fixed",
  ] as const)
    await change(id, what);
  expect(await deliver()).toBe(6);
  expect(calls.slice(1)).toEqual([
    "update om_0 fixed",
    "reply om_0 approval-needed",
    "reply om_0 rolled-back",
    "reply om_0 fixed",
  ]);
});

test("a new message is a notification by itself, so the state that it shows needs no reply", async () => {
  const { calls, deliver } = chat();
  const id = await outbox.incident();
  await change(id, "opened");
  await change(id, "approval-needed");
  await deliver();
  expect(calls).toEqual(["send om_0 approval-needed"]);
});

test("a message that was deleted is replaced by a new one, which is updated from then on", async () => {
  const { calls, gone, deliver } = chat();
  const id = await outbox.incident();
  await change(id, "opened");
  await deliver();
  gone.add("om_0");
  await change(id, "applied");
  await deliver();
  await change(id, "fixed");
  await deliver();
  expect(calls).toEqual(["send om_0 opened", "send om_1 applied", "update om_1 fixed", "reply om_1 fixed"]);
});

test("a crash between the platform's answer and our record sends no second card", async () => {
  const { calls, messages, deliver } = chat();
  const id = await outbox.incident();
  await change(id, "opened");
  await deliver();
  await outbox.database.db.deleteFrom("cards").execute();
  await outbox.database.db.updateTable("outbox").set({ state: "sending" }).execute();
  await deliver();
  expect(calls).toEqual(["send om_0 opened"]);
  expect([...messages.keys()].every((key) => key.length <= 50)).toBe(true);
});

test("a channel that asks to wait is left alone for so long, and then catches up with one update", async () => {
  const { calls, faults, deliver } = chat();
  const id = await outbox.incident();
  await change(id, "opened");
  await deliver();
  faults.update = new ChannelWaitError("busy", 20_000);
  await change(id, "applied");
  expect(await deliver()).toBe(0);
  await change(id, "fixed");
  outbox.clock.advance(19_000);
  expect(await deliver()).toBe(0);
  outbox.clock.advance(2_000);
  expect(await deliver()).toBe(2);
  expect(calls.slice(1)).toEqual(["update om_0 fixed", "reply om_0 fixed"]);
});

test("a chat that is down for one incident holds back none of the others, and loses nothing", async () => {
  const { calls, faults, deliver } = chat();
  const [first, second] = [await outbox.incident(), await outbox.incident()];
  await change(first, "opened", "first");
  await change(second, "opened", "second");
  faults.send = away;
  expect(await deliver()).toBe(1);
  outbox.clock.advance(300_000);
  expect(await deliver()).toBe(1);
  expect(calls.map((call) => call.split(" ")[2])).toEqual(["second", "first"]);
});

test("a reply that may pass is tried again, alone; one that is refused costs nothing but itself", async () => {
  const { calls, faults, deliver } = chat();
  const id = await outbox.incident();
  await change(id, "opened");
  await deliver();
  faults.reply = away;
  await change(id, "fixed");
  expect(await deliver()).toBe(0);
  outbox.clock.advance(300_000);
  expect(await deliver()).toBe(1);
  expect(calls.slice(1)).toEqual(["update om_0 fixed", "update om_0 fixed", "reply om_0 fixed"]);
  faults.reply = new OperationError("no threads here", { reason: "invalid", retryable: false });
  await change(id, "recurred");
  expect(await deliver()).toBe(1);
});

test("a button's handle is made once, says nothing by itself, and names the plan that was shown", async () => {
  const { deliver } = chat();
  const id = await outbox.incident();
  await change(id, "approval-needed");
  await deliver();
  await change(id, "approval-needed");
  await deliver();
  const rows = await outbox.database.db.selectFrom("card_handles").selectAll().execute();
  expect(rows.map(({ action, plan_digest }) => [action, plan_digest]).sort()).toEqual([
    ["approve", "d".repeat(64)],
    ["pause", null],
  ]);
  for (const { handle, action, plan_digest } of rows) {
    expect(handle).toMatch(/^[A-Za-z0-9_-]{32}$/);
    const pressed = await pressedHandle(outbox.database.db, handle);
    expect(pressed).toEqual({ incidentId: id, digest: plan_digest, decision: action });
  }
});

test("messages keep the pace of the chat, and one message is changed five times a second at most", async () => {
  const pace = { send: { perSecond: 5, perMinute: 100 }, update: { perSecond: 40, perMinute: 900 } };
  const { calls, deliver } = chat(pace);
  const startMs = outbox.clock.now().getTime();
  for (let count = 0; count < 11; count += 1) await change(await outbox.incident(), "opened", `i${count}`);
  expect(await deliver()).toBe(11);
  expect(calls).toHaveLength(11);
  expect(outbox.clock.now().getTime() - startMs).toBeGreaterThanOrEqual(2_000);
  const id = await outbox.incident();
  await change(id, "opened");
  await deliver();
  const updatesFromMs = outbox.clock.now().getTime();
  for (let count = 0; count < 5; count += 1) {
    await change(id, "applied");
    await deliver();
  }
  expect(outbox.clock.now().getTime() - updatesFromMs).toBeGreaterThanOrEqual(800);
});

test("a change of a newer version is left to a newer replica: what comes before it is told, and nothing after it", async () => {
  const [first, second] = [await outbox.incident(), await outbox.incident()];
  const { calls, deliver } = chat();
  await change(first, "opened");
  const foreign = await change(first, "applied");
  const last = await change(first, "fixed");
  await change(second, "opened", "of another incident");
  const { notification } = await outbox.database.db
    .selectFrom("outbox")
    .select("notification")
    .where("id", "=", foreign)
    .executeTakeFirstOrThrow();
  const put = (what: string) =>
    outbox.database.db
      .updateTable("outbox")
      .set({ notification: JSON.stringify({ ...notification, change: what }) })
      .where("id", "=", foreign)
      .execute();
  await put("levitated");
  await deliver();
  expect(calls).toEqual(["send om_0 opened", "send om_1 of another incident"]);
  for (const id of [foreign, last])
    expect(await outbox.row(id)).toMatchObject({ state: "pending", tries: 0 });

  // The newer replica knows the change.
  await put("applied");
  await deliver();
  expect(calls.slice(2)).toEqual(["update om_0 fixed", "reply om_0 fixed"]);
});

test("a change that nobody has understood for an hour is given up, and the later ones are told", async () => {
  const incidentId = await outbox.incident();
  const { calls, deliver } = chat();
  const foreign = await change(incidentId, "opened");
  await change(incidentId, "fixed");
  await outbox.database.db
    .updateTable("outbox")
    .set({ notification: JSON.stringify({ change: "levitated" }) })
    .where("id", "=", foreign)
    .execute();
  outbox.clock.advance(61 * 60_000);
  await deliver();
  expect(await outbox.row(foreign)).toMatchObject({ state: "given-up" });
  expect(calls).toEqual(["send om_0 fixed"]);
});
