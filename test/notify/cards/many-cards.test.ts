import { afterAll, beforeAll, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import { createFeishuApp } from "../../../src/notify/feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "../../../src/notify/feishu/app/app-notifier.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import { createFakeFeishu } from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";

const APP = { appId: "cli_0123456789abcdef", appSecret: "secret-of-the-app" };
const INCIDENTS = 40;
const STATES = 4;

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
afterAll(() => outbox.database.drop());

test("a storm of changes keeps every limit of the platform, and each card ends in its newest state", async () => {
  const { clock } = outbox;
  const feishu = createFakeFeishu({ clock, apps: [APP], chats: [{ chatId: "oc_1" }] });
  const { url } = await feishu.start();
  const app = createFeishuApp({ ...APP, domain: url, timeoutMs: 10_000 });
  const deliverer = createOutboxDeliverer({
    db: outbox.database.db,
    notifiers: [],
    cards: [createFeishuAppNotifier({ app, chatId: "oc_1", language: "en", takesDecisions: true })],
    links: () => ({ incident: null, approval: null }),
    clock,
    effects: createEffects(),
    metrics: outbox.metrics,
    logger: silentLogger,
  });
  const deliver = () => deliverer.deliverDue(new AbortController().signal);
  const ids = await Promise.all(Array.from({ length: INCIDENTS }, () => outbox.incident()));
  const put = (state: number, of: readonly string[]) =>
    Promise.all(
      of.map((incidentId) =>
        outbox.put({
          incidentId,
          sequence: state,
          channel: "feishu-app",
          summary: `state ${state} of ${incidentId}`,
        }),
      ),
    );
  await put(1, ids);
  expect(await deliver()).toBe(INCIDENTS);
  // Some change once, some several times before anybody tells of it.
  for (let state = 2; state <= STATES; state += 1)
    await put(
      state,
      ids.filter((_id, index) => index % state === 0),
    );
  await deliver();

  expect(feishu.state.requests.filter(({ code }) => code !== 0)).toEqual([]);
  const cards = [...feishu.state.messages.values()].filter(({ rootId }) => rootId === undefined);
  expect(cards).toHaveLength(INCIDENTS);
  for (const [index, id] of ids.entries()) {
    const newest = [4, 3, 2].find((state) => index % state === 0) ?? 1;
    const card = cards.find(({ content }) => content.includes(id));
    expect(card?.content).toContain(`state ${newest} of ${id}`);
    expect(card?.updates ?? 0).toBeLessThanOrEqual(1);
  }
  const waiting = await outbox.database.db
    .selectFrom("outbox")
    .select("id")
    .where("state", "<>", "sent")
    .execute();
  expect(waiting).toEqual([]);
  await feishu.stop();
}, 60_000);
