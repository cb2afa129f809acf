import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "../../../src/domain/notification.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";
import { cardChat, putChange } from "./card-chat.ts";

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
afterAll(() => outbox.database.drop());

const chat = () => cardChat(outbox);
const change = (incidentId: string, what: Change, summary?: string) =>
  putChange(outbox, incidentId, what, summary);

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
