import type { Kysely } from "kysely";
import { z } from "zod";
import type { Tables } from "../../database/tables.ts";

/** Throws where there is no such incident: an answer about nothing would look like "all is well". */
export async function knownIncident(db: Kysely<Tables>, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const isKnown =
    z.uuid().safeParse(id).success &&
    (await db.selectFrom("incidents").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
  if (!isKnown)
    throw new Error(`there is no incident ${id}: --incident takes the id that its page and its card show`);
  return id;
}
