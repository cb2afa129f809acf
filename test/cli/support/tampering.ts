import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../src/database/tables.ts";
import { FIRST_HASH, hashOfRow } from "../../../src/incidents/audit-chain.ts";

/** What somebody with every right on the database can do. */
export async function tamper(
  db: Kysely<Tables>,
  change: (db: Kysely<Tables>) => Promise<unknown>,
): Promise<void> {
  await sql`alter table audit disable trigger user`.execute(db);
  await change(db);
}

/** The rows from one on are gone, and the incident's own count says so. */
export const cutTail = (db: Kysely<Tables>, id: string, from: number) =>
  tamper(db, async () => {
    await db.deleteFrom("audit").where("incident_id", "=", id).where("sequence", ">=", from).execute();
    await db
      .updateTable("incidents")
      .set({ sequence: from - 1 })
      .where("id", "=", id)
      .execute();
  });

/** The whole chain with another story in row 2, every hash made to fit. */
export const rebuildChain = (db: Kysely<Tables>, id: string) =>
  tamper(db, async () => {
    const rows = await db
      .selectFrom("audit")
      .selectAll()
      .where("incident_id", "=", id)
      .orderBy("sequence")
      .execute();
    let previous_hash = FIRST_HASH;
    for (const row of rows) {
      const text = row.sequence === 2 ? "saw nothing" : row.text;
      const hash = hashOfRow({ ...row, previous_hash, text });
      await db
        .updateTable("audit")
        .set({ text, previous_hash, hash })
        .where("incident_id", "=", id)
        .where("sequence", "=", row.sequence)
        .execute();
      previous_hash = hash;
    }
  });
