import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import type { Ids } from "../../core/ids.ts";
import { digestOf } from "../../core/json.ts";
import type { Tables } from "../../database/tables.ts";
import { noteSchema } from "../../domain/note.ts";
import type { Searched, WebSearch } from "../../search/web-search.ts";
import { storedJson } from "../stored-json.ts";

export interface SearchLimits {
  perIncident: number;
  perHour: number;
  perDay: number;
}

/** What the web says of a problem changes slowly, and nothing found may be found soon. */
const FOUND_MS = 7 * 24 * 3_600_000;
const NOTHING_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

const notesSchema = z.array(noteSchema);

export interface IncidentSearch {
  search(of: { incidentId: string; query: string }, signal: AbortSignal): Promise<Searched>;
}

/** A web search that remembers, and that costs no more than its limits, over all replicas and restarts. */
export function createIncidentSearch(deps: {
  db: Kysely<Tables>;
  web: WebSearch;
  limits: SearchLimits;
  clock: Clock;
  ids: Ids;
}): IncidentSearch {
  const { db, web, clock } = deps;
  return {
    async search({ incidentId, query }, signal) {
      if (query === "") return { result: "nothing-public", notes: [] };
      const digest = digestOf(query);
      const kept = await remembered(db, digest, clock.now());
      if (kept !== undefined) return { result: "cached", notes: kept };
      if (!(await take(deps, incidentId))) return { result: "over-budget", notes: [] };
      const searched = await web.search(query, signal);
      if (searched.result === "found" || searched.result === "nothing") {
        const forMs = searched.result === "found" ? FOUND_MS : NOTHING_MS;
        await remember(db, {
          digest,
          notes: searched.notes,
          expiresAt: new Date(clock.now().getTime() + forMs),
        });
      }
      return searched;
    },
  };
}

async function remembered(db: Kysely<Tables>, digest: string, now: Date) {
  const row = await db
    .selectFrom("search_results")
    .select("notes")
    .where("digest", "=", digest)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row && notesSchema.safeParse(row.notes).data;
}

async function remember(
  db: Kysely<Tables>,
  { digest, notes, expiresAt }: { digest: string; notes: unknown[]; expiresAt: Date },
): Promise<void> {
  const row = { notes: storedJson(notes), expires_at: expiresAt };
  await db
    .insertInto("search_results")
    .values({ digest, ...row })
    .onConflict((conflict) => conflict.column("digest").doUpdateSet(row))
    .execute();
}

/** Counts the search before it is made; one lock for all, so that replicas together keep to the limits. */
async function take(
  { db, limits, clock, ids }: Parameters<typeof createIncidentSearch>[0],
  incidentId: string,
): Promise<boolean> {
  const now = clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('searches'))`.execute(tx);
    await tx
      .deleteFrom("searches")
      .where("at", "<", before(31 * DAY_MS))
      .execute();
    await tx.deleteFrom("search_results").where("expires_at", "<", now).execute();
    const { incident, hour, day } = await tx
      .selectFrom("searches")
      .select((eb) => [
        eb.fn.countAll<string>().filterWhere("incident_id", "=", incidentId).as("incident"),
        eb.fn.countAll<string>().filterWhere("at", ">", before(3_600_000)).as("hour"),
        eb.fn.countAll<string>().filterWhere("at", ">", before(DAY_MS)).as("day"),
      ])
      .executeTakeFirstOrThrow();
    const isWithin =
      Number(incident) < limits.perIncident && Number(hour) < limits.perHour && Number(day) < limits.perDay;
    if (isWithin)
      await tx.insertInto("searches").values({ id: ids.next(), incident_id: incidentId, at: now }).execute();
    return isWithin;
  });
}
