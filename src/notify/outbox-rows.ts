import type { Kysely, Selectable } from "kysely";
import type { OutboxTable, Tables } from "../database/tables.ts";

export interface OutboxRow {
  id: string;
  incidentId: string;
  tries: number;
  createdAt: Date;
  /** JSON that perhaps another version wrote. */
  notification: unknown;
}

/** So many changes of one incident are told of at once; the rest follows. */
const MOST_OF_AN_INCIDENT = 100;
const WAITING = ["pending", "sending"] as const;

/** The oldest row that is due and that no earlier undelivered one of the same incident holds back; of the incidents of `except` none. */
export async function nextDue(
  db: Kysely<Tables>,
  channel: string,
  { now, except }: { now: Date; except: ReadonlySet<string> },
): Promise<OutboxRow | undefined> {
  const row = await db
    .selectFrom("outbox as o")
    .select(["o.id", "o.incident_id", "o.tries", "o.notification", "o.created_at"])
    .where("o.channel", "=", channel)
    .where("o.state", "in", WAITING)
    .where("o.due_at", "<=", now)
    .$if(except.size > 0, (query) => query.where("o.incident_id", "not in", [...except]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("outbox as e")
            .select("e.id")
            .where("e.channel", "=", channel)
            .where("e.state", "in", WAITING)
            .whereRef("e.incident_id", "=", "o.incident_id")
            .whereRef("e.sequence", "<", "o.sequence"),
        ),
      ),
    )
    .orderBy("o.created_at")
    .orderBy("o.id")
    .limit(1)
    .executeTakeFirst();
  return row && outboxRow(row);
}

/** All that is due of an incident, oldest first, up to the first row that is to wait. */
export async function dueOfIncident(
  db: Kysely<Tables>,
  channel: string,
  { incidentId, now }: { incidentId: string; now: Date },
): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom("outbox")
    .select(["id", "incident_id", "tries", "notification", "due_at", "created_at"])
    .where("channel", "=", channel)
    .where("incident_id", "=", incidentId)
    .where("state", "in", WAITING)
    .orderBy("sequence")
    .limit(MOST_OF_AN_INCIDENT)
    .execute();
  const waits = rows.findIndex((row) => row.due_at > now);
  return rows.slice(0, waits < 0 ? rows.length : waits).map(outboxRow);
}

function outboxRow(
  row: Pick<Selectable<OutboxTable>, "id" | "incident_id" | "tries" | "notification" | "created_at">,
): OutboxRow {
  const { id, incident_id, tries, notification, created_at } = row;
  return { id, incidentId: incident_id, tries, notification, createdAt: created_at };
}

/** Times of the latest messages that the channel took, from whichever replica. */
export async function recentlySent(db: Kysely<Tables>, channel: string, count: number): Promise<Date[]> {
  const rows = await db
    .selectFrom("outbox")
    .select("sent_at")
    .where("channel", "=", channel)
    .where("state", "=", "sent")
    .orderBy("sent_at", "desc")
    .limit(count)
    .execute();
  return rows.flatMap((row) => (row.sent_at === null ? [] : [row.sent_at]));
}

/** Committed before the send, so that after a crash the row tells that the message may be out already. */
export async function recordSending(db: Kysely<Tables>, row: OutboxRow): Promise<void> {
  await db.updateTable("outbox").set({ state: "sending" }).where("id", "=", row.id).execute();
}

export async function recordSent(db: Kysely<Tables>, row: OutboxRow, now: Date): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ state: "sent", sent_at: now, tries: row.tries + 1, error: null })
    .where("id", "=", row.id)
    .execute();
}

export async function recordFailure(
  db: Kysely<Tables>,
  row: OutboxRow,
  failure: { result: "retried" | "given-up"; message: string; dueAt: Date },
): Promise<void> {
  await db
    .updateTable("outbox")
    .set({
      state: failure.result === "retried" ? "pending" : "given-up",
      due_at: failure.dueAt,
      tries: row.tries + 1,
      error: failure.message,
    })
    .where("id", "=", row.id)
    .execute();
}

/** Rows of channels that are no longer configured are given up: they would come due for ever. */
export async function giveUpForeign(
  db: Kysely<Tables>,
  served: { channels: readonly string[]; createdBefore: Date },
): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ state: "given-up", error: "no channel of this name is configured any more" })
    .where("state", "in", WAITING)
    .where("created_at", "<", served.createdBefore)
    .where(({ not, eb, val }) => not(eb("channel", "=", eb.fn.any(val([...served.channels])))))
    .execute();
}
