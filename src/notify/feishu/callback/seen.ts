import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../../../database/tables.ts";

/** The platform delivers an event again for some hours; a nonce is of no use after minutes. */
const REMEMBER_MS = 24 * 3_600_000;

export type Seen = "new" | "replayed" | "repeated";

/**
 * Takes a nonce and an event id once, across all replicas. A known nonce is somebody who sends what they overheard; a
 * known event with a new nonce is the platform, which repeats itself. What comes on a connection that we opened has no
 * nonce.
 */
export async function takeOnce(
  db: Kysely<Tables>,
  callback: { nonce: string | undefined; eventId: string },
  now: Date,
): Promise<Seen> {
  const nonce = callback.nonce === undefined ? undefined : `nonce/${digest(callback.nonce)}`;
  const event = `event/${digest(callback.eventId)}`;
  // In one order, so that two replicas do not wait for each other.
  const rows = [event, ...(nonce === undefined ? [] : [nonce])].sort().map((id) => ({ id, seen_at: now }));
  const taken = await db
    .insertInto("seen_callbacks")
    .values(rows)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .execute();
  const isNew = (id: string) => taken.some((row) => row.id === id);
  if (nonce !== undefined && !isNew(nonce)) return "replayed";
  return isNew(event) ? "new" : "repeated";
}

export async function forgetOldCallbacks(db: Kysely<Tables>, now: Date): Promise<void> {
  await db
    .deleteFrom("seen_callbacks")
    .where("seen_at", "<", new Date(now.getTime() - REMEMBER_MS))
    .execute();
}

/** Of one length, whatever was sent. */
const digest = (text: string) => createHash("sha256").update(text).digest("base64url");
