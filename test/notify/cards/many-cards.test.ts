import { afterAll, beforeAll, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import { createFeishuApp } from "../../../src/notify/feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "../../../src/notify/feishu/app/app-notifier.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import { createFakeFeishu } from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";

const APP = { appId: "cli_0123456789abcdef", appSecret: "secret-of-the-app" };
const INCIDENTS = 1_000;
const STATES = 4;

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
afterAll(() => outbox.database.drop());

test("a thousand incidents that change within a minute keep every limit of the platform, and each card ends in its newest state", async () => {
  const { clock } = outbox;
  const feishu = createFakeFeishu({ clock, apps: [APP], chats: [{ chatId: "oc_1" }] });
  const { url } = await feishu.start();
  const app = createFeishuApp({ ...APP, appSecret: () => APP.appSecret, domain: url, timeoutMs: 10_000 });
  const deliverer = createOutboxDeliverer({
    db: outbox.database.db,
    notifiers: [],
    cards: [createFeishuAppNotifier({ app, chatId: "oc_1", language: "en", takesDecisions: () => true })],
    links: () => ({ incident: null, approval: null }),
    clock,
    effects: createEffects(),
    metrics: outbox.metrics,
    logger: silentLogger,
  });
  const deliver = () => deliverer.deliverDue(new AbortController().signal);
  const ids = await Promise.all(Array.from({ length: INCIDENTS }, () => outbox.incident()));
  const put = (state: number) =>
    Promise.all(
      ids
        .filter((_id, index) => index % state === 0)
        .map((incidentId) =>
          outbox.put({
            incidentId,
            sequence: state,
            channel: "feishu-app",
            summary: `state ${state} of ${incidentId}`,
          }),
        ),
    );
  const startedAt = clock.now();
  const heapBefore = process.memoryUsage().heapUsed;
  let heapMost = 0;
  await put(1);
  // Whatever changes while cards are being sent is told of by the newest state alone.
  const delivering = deliver();
  for (let state = 2; state <= STATES; state += 1) {
    await put(state);
    heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
  }
  await delivering;
  await deliver();
  heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);

  expect(feishu.state.requests.filter(({ code }) => code !== 0)).toEqual([]);
  const cards = [...feishu.state.messages.values()].filter(({ rootId }) => rootId === undefined);
  expect(cards).toHaveLength(INCIDENTS);
  const byId = new Map(cards.map((card) => [/state \d of ([\w-]+)/.exec(card.content)?.[1], card]));
  const wrong = ids.filter((id, index) => {
    const newest = [4, 3, 2].find((state) => index % state === 0) ?? 1;
    return byId.get(id)?.content.includes(`state ${newest} of ${id}`) !== true;
  });
  expect(wrong).toEqual([]);
  // The chat takes five messages a second: a thousand cards take some minutes, and what comes later is right by then.
  expect((clock.now().getTime() - startedAt.getTime()) / 60_000).toBeLessThan(10);
  expect((heapMost - heapBefore) / 2 ** 20).toBeLessThan(200);
  const waiting = await outbox.database.db
    .selectFrom("outbox")
    .select("id")
    .where("state", "<>", "sent")
    .execute();
  expect(waiting).toEqual([]);
  await feishu.stop();
}, 180_000);
