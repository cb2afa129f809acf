import type { Kysely, Selectable, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { BreakerTable } from "../../database/tables-of-breakers.ts";
import type { Breaker, BreakerRecord } from "../../domain/breaker.ts";
import { storedText } from "../../incidents/stored-json.ts";

type Db = Kysely<Tables> | Transaction<Tables>;

/** How many of those that were lifted are shown. */
const MOST_PAST = 50;

/** By name: what is asked all the time stays planned, and must not change its columns with the next version. */
const COLUMNS = [
  "id",
  "breaker",
  "scope",
  "reason",
  "opened_at",
  "seen_at",
  "incident_id",
  "lifted_at",
  "lifted_by",
] as const satisfies readonly (keyof BreakerTable)[];

export async function openBreakers(db: Db, cluster: string): Promise<BreakerRecord[]> {
  const rows = await db
    .selectFrom("breakers")
    .select(COLUMNS)
    .where("cluster", "=", cluster)
    .where("lifted_at", "is", null)
    .orderBy("opened_at")
    .execute();
  return rows.map(recordOf);
}

/** All that are open, whichever the cluster, and the newest of those that were lifted. */
export async function breakerHistory(db: Db): Promise<{ open: BreakerRecord[]; past: BreakerRecord[] }> {
  const [open, past] = await Promise.all([
    db.selectFrom("breakers").selectAll().where("lifted_at", "is", null).orderBy("opened_at").execute(),
    db
      .selectFrom("breakers")
      .selectAll()
      .where("lifted_at", "is not", null)
      .orderBy("lifted_at", "desc")
      .limit(MOST_PAST)
      .execute(),
  ]);
  return { open: open.map(recordOf), past: past.map(recordOf) };
}

/** When a breaker was lifted last: what was counted before that opens it no second time. */
export async function lastLifted(
  db: Db,
  of: { cluster: string; breaker: Breaker; scope?: string },
): Promise<Date> {
  const row = await db
    .selectFrom("breakers")
    .select((eb) => eb.fn.max("lifted_at").as("at"))
    .where("cluster", "=", of.cluster)
    .where("breaker", "=", of.breaker)
    .where("scope", "=", of.scope ?? "")
    .executeTakeFirst();
  return row?.at ?? new Date(0);
}

/** Opens it, or says anew that what opened it is true; true where it was closed before. */
export async function openBreaker(
  tx: Transaction<Tables>,
  the: Pick<BreakerRecord, "id" | "breaker" | "scope" | "reason" | "incidentId"> & {
    cluster: string;
    at: Date;
  },
): Promise<boolean> {
  const { id, cluster, breaker, scope, incidentId, at } = the;
  const reason = storedText(the.reason);
  const row = await tx
    .insertInto("breakers")
    .values({ id, cluster, breaker, scope, reason, opened_at: at, seen_at: at, incident_id: incidentId })
    .onConflict((conflict) =>
      conflict
        .columns(["cluster", "breaker", "scope"])
        .where("lifted_at", "is", null)
        .doUpdateSet({ reason, seen_at: at }),
    )
    .returning("id")
    .executeTakeFirst();
  return row?.id === id;
}

/** False where it is lifted already. */
export async function liftBreaker(
  tx: Transaction<Tables>,
  { id, by, at }: { id: string; by: string; at: Date },
): Promise<boolean> {
  const row = await tx
    .updateTable("breakers")
    .set({ lifted_at: at, lifted_by: storedText(by) })
    .where("id", "=", id)
    .where("lifted_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function readBreaker(
  db: Db,
  id: string,
): Promise<(BreakerRecord & { cluster: string }) | undefined> {
  const row = await db.selectFrom("breakers").selectAll().where("id", "=", id).executeTakeFirst();
  return row && { ...recordOf(row), cluster: row.cluster };
}

export function recordOf(row: Pick<Selectable<BreakerTable>, (typeof COLUMNS)[number]>): BreakerRecord {
  return {
    id: row.id,
    breaker: row.breaker,
    scope: row.scope,
    reason: row.reason,
    openedAt: row.opened_at,
    seenAt: row.seen_at,
    incidentId: row.incident_id,
    liftedAt: row.lifted_at,
    liftedBy: row.lifted_by,
  };
}
