import { type Kysely, sql } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Tables } from "../database/tables.ts";
import type { Pace } from "./pace.ts";

export interface Pacer {
  /** Resolves when one more request may go out, which it counts. The caller holds the channel's lock, so that one asks at a time. */
  wait(on: { db: Kysely<Tables>; signal: AbortSignal }): Promise<void>;
}

/** A slot can lie so far ahead and no further; what lies beyond was written by another clock. */
const WINDOW_MS = 60_000;

/** The slots are rows: whichever replica serves the channel next, or after a restart, goes on at the same pace. */
export function createPacer(of: { channel: string; kind: string; pace: Pace; clock: Clock }): Pacer {
  return {
    async wait({ db, signal }) {
      const now = of.clock.now();
      const slot = await takeSlot(db, { ...of, now });
      const delayMs = slot.getTime() - now.getTime();
      if (delayMs > 0) await of.clock.sleep(delayMs, signal);
    },
  };
}

/** The first moment from now on at which the pace has room. */
async function takeSlot(
  db: Kysely<Tables>,
  { channel, kind, pace, now }: { channel: string; kind: string; pace: Pace; now: Date },
): Promise<Date> {
  const at = (ms: number) => sql`${new Date(now.getTime() + ms)}::timestamptz`;
  const taken = sql`channel = ${channel} and kind = ${kind} and at <= ${at(WINDOW_MS)}`;
  const nth = (count: number) =>
    sql`(select at from channel_requests where ${taken} order by at desc offset ${count - 1} limit 1)`;
  const { rows } = await sql<{ at: Date }>`
    with forgotten as (
      delete from channel_requests where channel = ${channel} and kind = ${kind} and at < ${at(-WINDOW_MS)}
    )
    insert into channel_requests (channel, kind, at)
    select ${channel}, ${kind}, greatest(
      ${at(0)},
      ${nth(pace.perSecond)} + interval '1 second',
      ${nth(pace.perMinute)} + interval '1 minute'
    )
    returning at`.execute(db);
  return rows[0]?.at ?? now;
}
