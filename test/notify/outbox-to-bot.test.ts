import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createFeishuBotNotifier } from "../../src/notify/feishu/custom-bot-notifier.ts";
import {
  createFeishuBotServer,
  type FeishuBotServer,
} from "../../src/simulation/feishu/bot/feishu-bot-server.ts";
import { type OutboxTest, outboxTest } from "./outbox-setup.ts";

const never = new AbortController().signal;
let outbox: OutboxTest;
let server: FeishuBotServer;
let url: string;

beforeAll(async () => {
  outbox = await outboxTest();
});
beforeEach(async () => {
  await outbox.database.db.deleteFrom("outbox").execute();
  server = createFeishuBotServer({ secret: "s", clock: outbox.clock });
  ({ url } = await server.start());
});
afterEach(() => server.stop());
afterAll(() => outbox.database.drop());

function deliverer() {
  const { clock } = outbox;
  const options = {
    address: () => ({ webhookUrl: url, secret: "s" }),
    language: "zh-CN",
    clock,
    timeoutMs: 5000,
  } as const;
  return outbox.deliverer([createFeishuBotNotifier(options)]);
}

async function putCards(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const incidentId = await outbox.incident();
    ids.push(await outbox.put({ incidentId, sequence, channel: "feishu-bot" }));
  }
  return ids;
}

test("a backlog passes the bot's own limits without one refusal", async () => {
  await putCards(120);

  expect(await deliverer().deliverDue(never)).toBe(120);

  expect(new Set(server.codes())).toEqual(new Set([0]));
  expect(server.messages()).toHaveLength(120);
});

test("a card whose answer was lost is the only one that may come twice", async () => {
  const [id = ""] = await putCards(1);
  server.fail(1, { drop: "after" });

  expect(await deliverer().deliverDue(never)).toBe(0);
  expect(await outbox.row(id)).toMatchObject({ state: "pending", tries: 1 });
  outbox.clock.advance(10_000);
  expect(await deliverer().deliverDue(never)).toBe(1);
  expect(await deliverer().deliverDue(never)).toBe(0);

  expect(server.messages()).toHaveLength(2);
});

test("a bot that is gone for good costs the card, and the row says why without the address", async () => {
  const [id = ""] = await putCards(1);
  server.fail(1, { code: 19001 });

  expect(await deliverer().deliverDue(never)).toBe(0);

  const row = await outbox.row(id);
  expect(row).toMatchObject({ state: "given-up", tries: 1 });
  expect(row.error).toContain("FEISHU_BOT_WEBHOOK_URL");
  expect(row.error).not.toContain("127.0.0.1");
});
