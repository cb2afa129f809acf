import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { objectKey } from "../domain/object-ref.ts";

type Named = Parameters<typeof objectKey>[0];

/** Until when a person wants nothing changed on an object. */
export interface Pause {
  until: Date;
  by: string;
}

/** The longest pause in force on any of the objects. */
export async function pauseOf(
  db: Kysely<Tables> | Transaction<Tables>,
  of: { cluster: string; objects: readonly Named[]; now: Date },
): Promise<Pause | undefined> {
  if (of.objects.length === 0) return undefined;
  return db
    .selectFrom("pauses")
    .select(["until", "by"])
    .where("cluster", "=", of.cluster)
    .where("object_key", "in", of.objects.map(objectKey))
    .where("until", ">", of.now)
    .orderBy("until", "desc")
    .executeTakeFirst();
}

/** A later word of a person replaces an earlier one, also to end a pause sooner. */
export async function pause(
  tx: Transaction<Tables>,
  the: { cluster: string; objects: readonly Named[]; until: Date; by: string; at: Date },
): Promise<void> {
  const { cluster, until, by, at } = the;
  const keys = [...new Set(the.objects.map(objectKey))];
  await tx
    .insertInto("pauses")
    .values(keys.map((key) => ({ cluster, object_key: key, until, by, at })))
    .onConflict((conflict) => conflict.columns(["cluster", "object_key"]).doUpdateSet({ until, by, at }))
    .execute();
}

export function pauseReason({ until, by }: Pause): string {
  return `${by} paused it until ${until.toISOString()}`;
}
