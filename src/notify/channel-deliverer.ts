import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "../database/tables.ts";
import type { Notification } from "../domain/notification.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { failureOf } from "./failure.ts";
import type { Delivery, Notifier } from "./notifier.ts";
import {
  nextDue,
  type OutboxRow,
  recentlySent,
  recordFailure,
  recordSending,
  recordSent,
} from "./outbox-rows.ts";
import { paceDelayMs } from "./pace.ts";
import { readRow } from "./read-row.ts";

/** After so many failures in a row the channel itself is taken to be down, and the rest waits for the next call. */
const FAILURES_THAT_END_A_PASS = 3;
/** No send may hold the channel longer than this, in wall time. A stop lets the message in flight end: to cut it off might repeat it. */
const SEND_BOUND_MS = 30_000;

export interface ChannelDeps {
  links: (notification: Notification) => Delivery["links"];
  clock: Clock;
  effects: Effects;
  metrics: Pick<Metrics, "notifications">;
  logger: Logger;
}

export interface ChannelDeliverer {
  readonly name: string;
  /** Sends what is due, oldest first, one at a time, at the channel's pace. The caller holds the channel's lock. */
  deliver(db: Kysely<Tables>, signal: AbortSignal): Promise<number>;
}

export function createChannelDeliverer(deps: ChannelDeps & { notifier: Notifier }): ChannelDeliverer {
  const { notifier, clock } = deps;
  const channel = notifier.channel;
  let closedUntil = clock.now();

  async function waitForPace(db: Kysely<Tables>, signal: AbortSignal): Promise<void> {
    if (notifier.pace === undefined) return;
    const sentAt = await recentlySent(db, channel, notifier.pace.perMinute);
    const delayMs = paceDelayMs(notifier.pace, sentAt, clock.now());
    if (delayMs > 0) await clock.sleep(delayMs, signal);
  }

  async function sendOne(db: Kysely<Tables>, row: OutboxRow): Promise<"sent" | "failed" | "left"> {
    try {
      const notification = readRow(row, clock.now());
      if (notification === undefined) return "left";
      await deps.effects.run("notify.begin", () => recordSending(db, row));
      const delivery = { id: row.id, notification, links: deps.links(notification) };
      await deps.effects.run("notify.send", () =>
        notifier.send(delivery, AbortSignal.timeout(SEND_BOUND_MS)),
      );
    } catch (error) {
      await fail(db, row, error);
      return "failed";
    }
    await deps.effects.run("notify.record", () => recordSent(db, row, clock.now()));
    deps.metrics.notifications.inc({ channel, result: "sent" });
    deps.logger.info({ outboxId: row.id, incidentId: row.incidentId, channel }, "a notification was sent");
    return "sent";
  }

  async function fail(db: Kysely<Tables>, row: OutboxRow, error: unknown): Promise<void> {
    const failure = failureOf(error, row.tries + 1);
    const dueAt = new Date(clock.now().getTime() + failure.delayMs);
    await deps.effects.run("notify.put-off", () => recordFailure(db, row, { ...failure, dueAt }));
    if (failure.closesChannel) closedUntil = dueAt;
    deps.metrics.notifications.inc({ channel, result: failure.result });
    const fields = { outboxId: row.id, incidentId: row.incidentId, channel, error: failure.message };
    if (failure.result === "retried")
      deps.logger.warn(fields, "a notification was not taken; it is tried again");
    else deps.logger.error(fields, "a notification is given up");
  }

  return {
    name: channel,
    async deliver(db, signal) {
      let sent = 0;
      let failuresInARow = 0;
      const left = new Set<string>();
      while (!signal.aborted && failuresInARow < FAILURES_THAT_END_A_PASS && closedUntil <= clock.now()) {
        const row = await nextDue(db, channel, { now: clock.now(), except: left });
        if (row === undefined) break;
        try {
          await waitForPace(db, signal);
        } catch (error) {
          if (signal.aborted) break;
          throw error;
        }
        const result = await sendOne(db, row);
        if (result === "sent") sent += 1;
        if (result === "left") left.add(row.incidentId);
        else failuresInARow = result === "sent" ? 0 : failuresInARow + 1;
      }
      return sent;
    },
  };
}
