import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

const KEY_BYTES = 32;

/** A random key of 32 bytes that all replicas share, made by whoever asks first. */
export async function secretSetting(db: Kysely<Tables>, name: string): Promise<Buffer> {
  await db
    .insertInto("settings")
    .values({ name, value: randomBytes(KEY_BYTES).toString("base64") })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const { value } = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, "base64");
}
