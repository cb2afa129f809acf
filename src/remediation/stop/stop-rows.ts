import { type Kysely, sql, type Transaction } from "kysely";
import { redact } from "../../core/redact.ts";
import { CHANGE_CHANNEL } from "../../database/migrations/0009-incident-lists.ts";
import type { Tables } from "../../database/tables.ts";
import type { Stop, StopDoor } from "../../domain/stop.ts";
import { STOP_WORD } from "../../incidents/change-feed.ts";
import { storedText } from "../../incidents/stored-json.ts";

const MOST_REASON = 500;
const MOST_NAME = 100;

/** The stop in force; undefined where there is none. */
export async function readStop(db: Kysely<Tables> | Transaction<Tables>): Promise<Stop | undefined> {
  return stopOf(await db.selectFrom("stop_state").selectAll().executeTakeFirst());
}

/**
 * The same inside the transaction that begins an attempt: a stop that is being committed is waited for, and one that comes later
 * waits for this transaction. So no attempt begins after the commit of a stop.
 */
export async function readStopLocked(tx: Transaction<Tables>): Promise<Stop | undefined> {
  return stopOf(await tx.selectFrom("stop_state").selectAll().forShare().executeTakeFirst());
}

type Row = {
  is_stopped: boolean;
  by: string | null;
  door: StopDoor | null;
  reason: string | null;
  at: Date | null;
};

/** A table without its row was tampered with: that counts as a stop. */
function stopOf(row: Row | undefined): Stop | undefined {
  if (row !== undefined && !row.is_stopped) return undefined;
  return {
    by: row?.by ?? "nobody known",
    door: row?.door ?? "cli",
    reason: row?.reason ?? "",
    at: row?.at ?? new Date(0),
  };
}

/** Stops or resumes; false where that was so already. The word goes to every replica with the commit. */
export async function setStop(
  db: Kysely<Tables>,
  asked: { isStopped: boolean; by: string; door: StopDoor; reason: string; at: Date },
): Promise<boolean> {
  const { isStopped, door, at } = asked;
  const by = storedText(redact(asked.by.slice(0, MOST_NAME)));
  const reason = storedText(redact(asked.reason.slice(0, MOST_REASON)));
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("stop_state")
      .set({ is_stopped: isStopped, by, door, reason, at })
      .where("is_stopped", "!=", isStopped)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) return false;
    await tx.insertInto("stops").values({ is_stopped: isStopped, by, door, reason, at }).execute();
    if (!isStopped) await wake(tx, at);
    await sql`select pg_notify(${CHANGE_CHANNEL}, ${STOP_WORD})`.execute(tx);
    return true;
  });
}

/** What waited for the end of the stop is looked at now. */
async function wake(tx: Transaction<Tables>, at: Date): Promise<void> {
  await tx
    .updateTable("incidents")
    .set({ due_at: at })
    .where("status", "in", ["investigating", "applying"])
    .where("due_at", ">", at)
    .execute();
}
