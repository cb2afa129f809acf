import { afterAll, beforeAll, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { CardNotifier } from "../../../src/notify/card-notifier.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import { notificationOf } from "../notification-fixture.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";

let outbox: OutboxTest;
beforeAll(async () => {
  outbox = await outboxTest();
});
afterAll(() => outbox.database.drop());

test("a card that is late offers nothing that was decided meanwhile: it shows the incident as it is now", async () => {
  const incidentId = await outbox.incident();
  await outbox.put({ incidentId, sequence: 1, summary: "asks" });
  const shown: string[] = [];
  const notifier: CardNotifier = {
    channel: "test",
    pace: { send: { perSecond: 5, perMinute: 100 }, update: { perSecond: 5, perMinute: 100 } },
    decisionsOn: ({ approval }) => (approval === null ? [] : ["approve"]),
    async send({ notification, handles }) {
      shown.push(`${notification.summary}: ${Object.keys(handles)}`);
      return { messageId: "om_1", chatId: "oc_1" };
    },
    update: () => Promise.reject(new Error("there is nothing to change")),
    reply: () => Promise.reject(new Error("the card itself notifies")),
  };
  const deliverer = createOutboxDeliverer({
    db: outbox.database.db,
    notifiers: [],
    cards: [notifier],
    current: async (id) => notificationOf({ incidentId: id, summary: "approved", approval: null }),
    links: () => ({ incident: null, approval: null }),
    clock: outbox.clock,
    effects: createEffects(),
    metrics: outbox.metrics,
    logger: silentLogger,
  });
  expect(await deliverer.deliverDue(new AbortController().signal)).toBe(1);
  expect(shown).toEqual(["approved: "]);
});
