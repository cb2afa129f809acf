import type { Kysely } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Notification } from "../../domain/notification.ts";
import type { CardNotifier } from "../card-notifier.ts";
import type { ChannelDeliverer, ChannelDeps } from "../channel-deliverer.ts";
import { failureOf } from "../failure.ts";
import {
  dueOfIncident,
  nextDue,
  type OutboxRow,
  recordFailure,
  recordSending,
  recordSent,
} from "../outbox-rows.ts";
import { createPacer } from "../pacer.ts";
import { readRow } from "../read-row.ts";
import { replyTo } from "./reply-to.ts";
import { showEverywhere } from "./show-everywhere.ts";
import type { Told } from "./showing.ts";

const FAILURES_THAT_END_A_PASS = 3;

export interface CardDeps extends ChannelDeps {
  /** The incident as it is now, which may be ahead of the change that is told of; absent: as that change froze it. */
  current?: (incidentId: string) => Promise<Notification | undefined>;
}

/**
 * One card an incident: whatever is due of it is told by one update to the newest state, and by a reply for each change
 * that deserves a notification of its own. Order holds, for a row waits for the earlier ones of its incident.
 */
export function createCardDeliverer(deps: CardDeps & { notifier: CardNotifier }): ChannelDeliverer {
  const { notifier, clock, effects } = deps;
  const { channel } = notifier;
  const pacers = {
    send: createPacer({ channel, kind: "send", pace: notifier.pace.send, clock }),
    update: createPacer({ channel, kind: "update", pace: notifier.pace.update, clock }),
  };
  let closedUntil = clock.now();

  async function tell(db: Kysely<Tables>, all: readonly Told[], signal: AbortSignal): Promise<number> {
    const told: Told[] = [];
    let current = all[0]?.row;
    try {
      for (const { row } of all) await effects.run("notify.begin", () => recordSending(db, row));
      const newest = all.at(-1);
      if (newest === undefined) return 0;
      const on = { ...deps, db, pacers, signal };
      const shown = await showEverywhere(on, all);
      for (const one of all) {
        current = one.row;
        await replyTo(on, one, shown, one === newest);
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
