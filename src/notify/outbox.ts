import { type Kysely, sql } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { CardNotifier } from "./card-notifier.ts";
import { type CardDeps, createCardDeliverer } from "./cards/card-deliverer.ts";
import { createChannelDeliverer } from "./channel-deliverer.ts";
import type { Notifier } from "./notifier.ts";
import { giveUpForeign } from "./outbox-rows.ts";
import { FOREIGN_MS } from "./read-row.ts";

export interface OutboxDeps extends CardDeps {
  db: Kysely<Tables>;
  notifiers: readonly Notifier[];
  /** Channels that update in place. */
  cards?: readonly CardNotifier[];
}

export interface OutboxDeliverer {
  /**
   * Sends every notification that is due and returns how many were sent. Calls may overlap, in one process and
   * across replicas: a channel is served by one of them at a time. A row of a channel that no notifier here serves
   * is left for a replica that does, for an hour. Aborting ends it after the message in flight.
   */
  deliverDue(signal: AbortSignal): Promise<number>;
}

/**
 * Delivery is at least once. The one point at which a message may be repeated on a channel without idempotency keys
 * lies between the channel's answer and the commit of `sent` ("notify.send:after" to "notify.record:before"), and,
 * of the same kind, a request whose answer never arrived.
 */
export function createOutboxDeliverer(deps: OutboxDeps): OutboxDeliverer {
  const channels = [
    ...deps.notifiers.map((notifier) => createChannelDeliverer({ ...deps, notifier })),
    ...(deps.cards ?? []).map((notifier) => createCardDeliverer({ ...deps, notifier })),
  ];
  return {
    async deliverDue(signal) {
      const createdBefore = new Date(deps.clock.now().getTime() - FOREIGN_MS);
      await giveUpForeign(deps.db, { channels: channels.map(({ name }) => name), createdBefore });
      const counts = await Promise.all(
        channels.map((channel) =>
          withChannelLock(deps.db, channel.name, (db) => channel.deliver(db, signal)),
        ),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

/**
 * The lock belongs to a database session, so a process that is killed frees it at once and what it left in `sending`
 * is taken up by the next one without waiting for a lease to end. All statements go through that session: if it
 * breaks, so does the right to send.
 */
function withChannelLock(
  db: Kysely<Tables>,
  channel: string,
  work: (db: Kysely<Tables>) => Promise<number>,
): Promise<number> {
  const key = `kube-autofix outbox ${channel}`;
  return db.connection().execute(async (session) => {
    const { rows } = await sql<{ taken: boolean }>`
      select pg_try_advisory_lock(hashtextextended(${key}, 0)) as taken`.execute(session);
    if (rows[0]?.taken !== true) return 0;
    try {
      return await work(session);
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.execute(session);
    }
  });
}
