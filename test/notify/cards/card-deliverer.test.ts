import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OperationError } from "../../../src/core/errors.ts";
import type { Change } from "../../../src/domain/notification.ts";
import type { CardNotifier } from "../../../src/notify/card-notifier.ts";
import { pressedHandle } from "../../../src/notify/cards/card-rows.ts";
import { ChannelWaitError } from "../../../src/notify/channel-wait.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";
import { cardChat, putChange } from "./card-chat.ts";

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
beforeEach(async () => {
  for (const table of ["outbox", "cards", "card_handles", "channel_requests"] as const)
    await outbox.database.db.deleteFrom(table).execute();
});
afterAll(() => outbox.database.drop());

const away = new OperationError("not now", { reason: "unavailable", retryable: true });

const chat = (pace?: CardNotifier["pace"]) => cardChat(outbox, pace);
const change = (incidentId: string, what: Change, summary?: string) =>
  putChange(outbox, incidentId, what, summary);

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

test("two replicas that take turns, and one that comes after them, keep the pace of the chat together", async () => {
  const pace = { send: { perSecond: 5, perMinute: 100 }, update: { perSecond: 5, perMinute: 900 } };
  const replicas = [chat(pace), chat(pace), chat(pace)];
  const startMs = outbox.clock.now().getTime();
  const ids: string[] = [];
  const turn = async (count: number, what: "opened" | "applied", id: string) => {
    await change(id, what);
    expect(await replicas[count % replicas.length]?.deliver()).toBe(1);
  };
  for (let count = 0; count < 11; count += 1) {
    ids.push(await outbox.incident());
    await turn(count, "opened", ids[count] ?? "");
  }
  const sentMs = outbox.clock.now().getTime();
  expect(sentMs - startMs).toBeGreaterThanOrEqual(2_000);
  for (const [count, id] of ids.entries()) await turn(count, "applied", id);
  expect(outbox.clock.now().getTime() - sentMs).toBeGreaterThanOrEqual(2_000);
  expect(replicas.flatMap(({ calls }) => calls)).toHaveLength(22);
});

test("what another clock wrote of the far future holds nothing up", async () => {
  const { db } = outbox.database;
  const pace = { send: { perSecond: 1, perMinute: 1 }, update: { perSecond: 1, perMinute: 1 } };
  await db
    .insertInto("channel_requests")
    .values({ channel: "test", kind: "send", at: new Date(outbox.clock.now().getTime() + 86_400_000) })
    .execute();
  await change(await outbox.incident(), "opened");
  const startMs = outbox.clock.now().getTime();
  expect(await chat(pace).deliver()).toBe(1);
  expect(outbox.clock.now().getTime() - startMs).toBeLessThanOrEqual(60_000);
});
