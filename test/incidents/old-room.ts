import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { createLogger } from "../../src/core/logger.ts";
import { purgeAll } from "../../src/incidents/retention/retention.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { because, incidentRoom, openOne } from "./incident-setup.ts";

export const DAY_MS = 24 * 3_600_000;

/** A room with one closed incident that is a hundred days old. */
export async function oldRoom() {
  const room = await incidentRoom();
  const { db, clock, metrics, store } = room;
  const old = await openOne(room);
  await store.withLock("finding.commit", old, (tx) => tx.note("evidence", because("looked")));
  await db
    .updateTable("incidents")
    .set({ status: "closed", outcome: "fixed", closed_at: clock.now(), due_at: null })
    .execute();
  clock.advance((100 * DAY_MS) / 1000);
  let log = "";
  const write = (line: string) => {
    log += line;
  };
  const logger = createLogger({ level: "info", destination: { write } });
  return {
    ...room,
    old,
    log: () => log,
    purge: (more: Partial<Parameters<typeof purgeAll>[0]> = {}) =>
      purgeAll(
        { db, clock, metrics, logger, incidentsDays: 90, alertsDays: 90, ...more },
        new AbortController().signal,
      ),
    idsLeft: async () => (await db.selectFrom("incidents").select("id").execute()).map(({ id }) => id),
    async countOf(table: string) {
      const { rows } = await sql<{
        count: number;
      }>`select count(*) as count from ${sql.table(table)}`.execute(db);
      return `${rows[0]?.count} ${table}`;
    },
    purged: async (kind: string) =>
      (await metrics.purged.get()).values.find(({ labels }) => labels.kind === kind)?.value,
    /** An old closed incident with one row of the audit. */
    async insertClosed(name: string): Promise<string> {
      const id = randomUUID();
      const at = new Date(clock.now().getTime() - 95 * DAY_MS);
      await db
        .insertInto("incidents")
        .values(incidentRow(id, name, { opened_at: at, last_symptom_at: at }))
        .execute();
      await store.withLock("finding.commit", id, (tx) => tx.note("evidence", because("looked")));
      await db
        .updateTable("incidents")
        .set({ status: "closed", outcome: "fixed", closed_at: at })
        .where("id", "=", id)
        .execute();
      return id;
    },
  };
}
export type OldRoom = Awaited<ReturnType<typeof oldRoom>>;
