import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Keys that all replicas share and that are turned while they run. */
export const RING_NAMES = ["approval-key", "session-key"] as const;
export type RingName = (typeof RING_NAMES)[number];

/**
 * Two keys at most. What was made before the turn goes by the former one and what was made after it by the current one,
 * so that nothing needs to say which; a leaked former key makes nothing new.
 */
export interface KeyRing {
  /** The key of what was made at that time; undefined where it was revoked. */
  at(madeAt: Date): Buffer | undefined;
}

export interface RingState {
  current: Buffer;
  former: Buffer | null;
  turnedAt: Date | null;
}

/** A new key is used once every replica has heard of it; longer than these look for one, and than their clocks differ. */
export const SPREAD_MS = 30_000;

/** Pure. */
export function keyAt({ current, former, turnedAt }: RingState, madeAt: Date): Buffer | undefined {
  if (turnedAt === null) return current;
  // A revoked key has no successor to wait for.
  const usedFrom = turnedAt.getTime() + (former === null ? 0 : SPREAD_MS);
  if (madeAt.getTime() >= usedFrom) return current;
  return former ?? undefined;
}

const KEY_BYTES = 32;
const newKey = () => randomBytes(KEY_BYTES).toString("base64");
const rowsOf = (name: RingName) =>
  ({ current: name, former: `${name}-former`, turnedAt: `${name}-turned-at` }) as const;

/** Made by whoever asks first. */
export async function readRing(db: Kysely<Tables>, name: RingName): Promise<RingState> {
  const rows = rowsOf(name);
  await db
    .insertInto("settings")
    .values({ name: rows.current, value: newKey() })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const found = await db
    .selectFrom("settings")
    .selectAll()
    .where("name", "in", [rows.current, rows.former, rows.turnedAt])
    .execute();
  const value = (row: string) => found.find((one) => one.name === row)?.value;
  const former = value(rows.former);
  const turnedAt = value(rows.turnedAt);
  return {
    current: Buffer.from(value(rows.current) ?? "", "base64"),
    former: former === undefined ? null : Buffer.from(former, "base64"),
    turnedAt: turnedAt === undefined ? null : new Date(turnedAt),
  };
}

/** A new key in place of the current one, which is the former one from now on or, revoked, worth nothing at once. */
export async function turnRing(
  db: Kysely<Tables>,
  name: RingName,
  { now, isRevoked }: { now: Date; isRevoked: boolean },
): Promise<void> {
  const rows = rowsOf(name);
  await readRing(db, name);
  await db.transaction().execute(async (tx) => {
    const { value } = await tx
      .selectFrom("settings")
      .select("value")
      .where("name", "=", rows.current)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await tx.deleteFrom("settings").where("name", "=", rows.former).execute();
    await tx
      .insertInto("settings")
      .values([
        { name: rows.current, value: newKey() },
        { name: rows.turnedAt, value: now.toISOString() },
        ...(isRevoked ? [] : [{ name: rows.former, value }]),
      ])
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: sql`excluded.value` }))
      .execute();
  });
}
