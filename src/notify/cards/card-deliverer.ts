import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import { messageOf, OperationError } from "../../core/errors.ts";
import type { Tables } from "../../database/tables.ts";
import type { Change, Notification } from "../../domain/notification.ts";
import type { CardNotifier } from "../card-notifier.ts";
import type { ChannelDeliverer, ChannelDeps } from "../channel-deliverer.ts";
import { failureOf } from "../failure.ts";
import { MessageGoneError } from "../message-gone.ts";
import {
  dueOfIncident,
  nextDue,
  type OutboxRow,
  recordFailure,
  recordSending,
  recordSent,
} from "../outbox-rows.ts";
import { createPacer, type Pacer } from "../pacer.ts";
import { readRow } from "../read-row.ts";
import { handlesFor, recordCard, recordShown, shownCard } from "./card-rows.ts";

const FAILURES_THAT_END_A_PASS = 3;
/** The platform takes five changes a second of one message. */
const REST_OF_A_MESSAGE_MS = 200;

/** Changes that people are notified of though the card tells of them too: an update in place is silent. */
const OWN_NOTIFICATION: readonly Change[] = [
  "approval-needed",
  "second-approval-needed",
  "escalated",
  "approval-expired",
  "fixed",
  "rolled-back",
  "rollback-failed",
  "needs-person",
  "recurred",
];

export interface CardDeps extends ChannelDeps {
  /** The incident as it is now, which may be ahead of the change that is told of; absent: as that change froze it. */
  current?: (incidentId: string) => Promise<Notification | undefined>;
}

interface Told {
  row: OutboxRow;
  notification: Notification;
}

/**
 * One card an incident: whatever is due of it is told by one update to the newest state, and by a reply for each change
 * that deserves a notification of its own. Order holds, for a row waits for the earlier ones of its incident.
 */
export function createCardDeliverer(deps: CardDeps & { notifier: CardNotifier }): ChannelDeliverer {
  const { notifier, clock, effects } = deps;
  const { channel } = notifier;
  const pacers = {
    send: createPacer(notifier.pace.send, clock),
    update: createPacer(notifier.pace.update, clock),
  };
  let closedUntil = clock.now();

  async function tell(db: Kysely<Tables>, all: readonly Told[], signal: AbortSignal): Promise<number> {
    const told: Told[] = [];
    let current = all[0]?.row;
    try {
      for (const { row } of all) await effects.run("notify.begin", () => recordSending(db, row));
      const newest = all.at(-1);
      if (newest === undefined) return 0;
      const { messageId, isNew } = await showCard({ ...deps, db, pacers, signal }, newest.notification);
      for (const one of all) {
        current = one.row;
        // A message that is new notifies by itself of the state that it shows.
        if (OWN_NOTIFICATION.includes(one.notification.change) && !(isNew && one === newest))
          await reply({ ...deps, db, pacers, signal }, messageId, one);
        told.push(one);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      if (current !== undefined) await fail(db, current, error);
    }
    const sent = told.map(({ row }) => row);
    if (sent.length > 0)
      await effects.run("notify.record", () =>
        db.transaction().execute(async (trx) => {
          for (const row of sent) await recordSent(trx, row, clock.now());
        }),
      );
    deps.metrics.notifications.inc({ channel, result: "sent" }, sent.length);
    return sent.length;
  }

  /** What is due of an incident up to the first row that is not understood; that one alone is given up, or left. */
  async function understood(db: Kysely<Tables>, due: readonly OutboxRow[]): Promise<Told[] | "given-up"> {
    const all: Told[] = [];
    for (const row of due) {
      try {
        const notification = readRow(row, clock.now());
        if (notification === undefined) break;
        all.push({ row, notification });
      } catch (error) {
        if (all.length > 0) break;
        await fail(db, row, error);
        return "given-up";
      }
    }
    return all;
  }

  async function fail(db: Kysely<Tables>, row: OutboxRow, error: unknown): Promise<void> {
    const failure = failureOf(error, row.tries + 1);
    const dueAt = new Date(clock.now().getTime() + failure.delayMs);
    await effects.run("notify.put-off", () => recordFailure(db, row, { ...failure, dueAt }));
    if (failure.closesChannel) closedUntil = dueAt;
    deps.metrics.notifications.inc({ channel, result: failure.result });
    const fields = { outboxId: row.id, incidentId: row.incidentId, channel, error: failure.message };
    if (failure.result === "retried") deps.logger.warn(fields, "a card was not taken; it is tried again");
    else deps.logger.error(fields, "a card is given up; the next change shows it again");
  }

  return {
    name: channel,
    async deliver(db, signal) {
      let sent = 0;
      let failuresInARow = 0;
      const left = new Set<string>();
      while (!signal.aborted && failuresInARow < FAILURES_THAT_END_A_PASS && closedUntil <= clock.now()) {
        const first = await nextDue(db, channel, { now: clock.now(), except: left });
        if (first === undefined) break;
        const due = await dueOfIncident(db, channel, { incidentId: first.incidentId, now: clock.now() });
        const all = await understood(db, due);
        if (all === "given-up") continue;
        if (all.length === 0) {
          left.add(first.incidentId);
          continue;
        }
        const count = await tell(db, all, signal).catch((error: unknown) => {
          if (signal.aborted) return 0;
          throw error;
        });
        sent += count;
        failuresInARow = count === all.length ? 0 : failuresInARow + 1;
      }
      return sent;
    },
  };
}

interface Showing extends CardDeps {
  notifier: CardNotifier;
  db: Kysely<Tables>;
  pacers: { send: Pacer; update: Pacer };
  signal: AbortSignal;
}

/** Updates the incident's message, or sends one where there is none or it can be changed no more. */
async function showCard(on: Showing, newest: Notification): Promise<{ messageId: string; isNew: boolean }> {
  const notification = (await on.current?.(newest.incidentId)) ?? newest;
  const { notifier, db, pacers, signal, clock } = on;
  const { channel } = notifier;
  const { incidentId } = notification;
  const handles = await handlesFor(db, {
    incidentId,
    digest: notification.approval?.digest ?? null,
    decisions: notifier.decisionsOn(notification),
    at: clock.now(),
  });
  const card = { notification, links: on.links(notification), handles };
  const shown = await shownCard(db, channel, incidentId);
  if (shown !== undefined) {
    const restMs = shown.shownAt.getTime() + REST_OF_A_MESSAGE_MS - clock.now().getTime();
    if (restMs > 0) await clock.sleep(Math.min(restMs, REST_OF_A_MESSAGE_MS), signal);
    await pacers.update.wait(signal);
    try {
      await on.effects.run("notify.send", () => notifier.update(card, shown.messageId));
      await recordShown(db, channel, incidentId, clock.now());
      return { messageId: shown.messageId, isNew: false };
    } catch (error) {
      if (!(error instanceof MessageGoneError)) throw error;
      on.logger.info({ incidentId, channel }, "the card can be changed no more; a new one is sent");
    }
  }
  await pacers.send.wait(signal);
  const key = cardKey(incidentId, shown?.messageId);
  const sent = await on.effects.run("notify.send", () => notifier.send(card, key));
  await recordCard(db, { ...sent, channel, incidentId, at: clock.now() });
  return { messageId: sent.messageId, isNew: true };
}

/** The same until the message is known to be gone, so that a crash after the sending sends no second one. At most 50 characters. */
function cardKey(incidentId: string, gone: string | undefined): string {
  if (gone === undefined) return `card-${incidentId}`;
  return `card-${createHash("sha256").update(`${incidentId} ${gone}`).digest("hex").slice(0, 40)}`;
}

/** A chat that takes no replies for good still has the card; what may pass is tried again. */
async function reply(on: Showing, messageId: string, { row, notification }: Told): Promise<void> {
  await on.pacers.send.wait(on.signal);
  const delivery = { id: row.id, notification, links: on.links(notification) };
  try {
    await on.effects.run("notify.send", () => on.notifier.reply(messageId, delivery));
  } catch (error) {
    if (!(error instanceof OperationError) || error.retryable) throw error;
    const { channel } = on.notifier;
    on.logger.warn(
      { outboxId: row.id, incidentId: row.incidentId, channel, error: messageOf(error) },
      "a reply under the card was refused; the card itself tells of it",
    );
  }
}
