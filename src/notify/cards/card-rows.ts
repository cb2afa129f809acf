import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Decision } from "../../domain/approval.ts";
import type { Notification } from "../../domain/notification.ts";
import type { ShownCard } from "../card-notifier.ts";

type Db = Kysely<Tables>;

export interface Place extends ShownCard {
  /** The channel's name for the incident's card; of a copy in another chat, with the chat's id behind it. */
  place: string;
  shownAt: Date;
}

export const placeOf = (channel: string, chatId: string) => `${channel} ${chatId}`;

/** The message that shows the incident on this channel, and its copies in other chats, the oldest first. */
export async function shownPlaces(db: Db, channel: string, incidentId: string): Promise<Place[]> {
  const rows = await db
    .selectFrom("cards")
    .select(["channel", "message_id", "chat_id", "shown_at"])
    .where((eb) => eb.or([eb("channel", "=", channel), eb("channel", "like", `${channel} %`)]))
    .where("incident_id", "=", incidentId)
    .orderBy("sent_at")
    .orderBy("channel")
    .execute();
  return rows.map(({ channel: place, message_id, chat_id, shown_at }) => ({
    place,
    messageId: message_id,
    chatId: chat_id,
    shownAt: shown_at,
  }));
}

/** A new message takes the place of the one before. */
export async function recordCard(
  db: Db,
  card: ShownCard & { place: string; incidentId: string; at: Date },
): Promise<void> {
  const { place, incidentId, messageId, chatId, at } = card;
  const row = { message_id: messageId, chat_id: chatId, sent_at: at, shown_at: at };
  await db
    .insertInto("cards")
    .values({ channel: place, incident_id: incidentId, ...row })
    .onConflict((conflict) => conflict.columns(["channel", "incident_id"]).doUpdateSet(row))
    .execute();
}

export async function recordShown(db: Db, place: string, incidentId: string, at: Date): Promise<void> {
  await db
    .updateTable("cards")
    .set({ shown_at: at })
    .where("channel", "=", place)
    .where("incident_id", "=", incidentId)
    .execute();
}

/** Decisions that are bound to the plan which is shown; the others concern the incident alone. */
const OF_A_PLAN: readonly Decision[] = ["approve", "reject", "not-now", "undo"];
const HANDLE_BYTES = 24;

/** The plan that a card asks about, or that it offers to undo. */
export const shownDigest = ({ approval, undo }: Pick<Notification, "approval" | "undo">): string | null =>
  approval?.digest ?? undo?.digest ?? null;

/** One unguessable id a decision, made once: a card that is drawn again carries the same. */
export async function handlesFor(
  db: Db,
  of: { incidentId: string; digest: string | null; decisions: readonly Decision[]; at: Date },
): Promise<Partial<Record<Decision, string>>> {
  if (of.decisions.length === 0) return {};
  const rows = of.decisions.map((action) => ({
    handle: randomBytes(HANDLE_BYTES).toString("base64url"),
    incident_id: of.incidentId,
    plan_digest: OF_A_PLAN.includes(action) ? of.digest : null,
    action,
    created_at: of.at,
  }));
  await db
    .insertInto("card_handles")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["incident_id", "plan_digest", "action"]).doNothing())
    .execute();
  const kept = await db
    .selectFrom("card_handles")
    .select(["handle", "plan_digest", "action"])
    .where("incident_id", "=", of.incidentId)
    .execute();
  const wanted = (row: { plan_digest: string | null; action: Decision }) =>
    rows.some(({ action, plan_digest }) => action === row.action && plan_digest === row.plan_digest);
  return Object.fromEntries(kept.filter(wanted).map(({ action, handle }) => [action, handle]));
}

/** What a button that was pressed stands for. */
export async function pressedHandle(
  db: Db,
  handle: string,
): Promise<{ incidentId: string; digest: string | null; decision: Decision } | undefined> {
  const row = await db.selectFrom("card_handles").selectAll().where("handle", "=", handle).executeTakeFirst();
  return row && { incidentId: row.incident_id, digest: row.plan_digest, decision: row.action };
}
