import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Change } from "../../../src/domain/notification.ts";
import type { CardNotifier } from "../../../src/notify/card-notifier.ts";
import { MessageGoneError } from "../../../src/notify/message-gone.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import type { OutboxTest } from "../outbox-setup.ts";

const never = new AbortController().signal;

/** A chat that remembers its messages as the platform does: a key that it knows sends nothing. */
export function cardChat(
  outbox: OutboxTest,
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
export async function putChange(
  outbox: OutboxTest,
  incidentId: string,
  what: Change,
  summary: string = what,
) {
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
