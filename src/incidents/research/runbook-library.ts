import { type Kysely, sql } from "kysely";
import { digestOf } from "../../core/json.ts";
import type { Tables } from "../../database/tables.ts";
import type { Passage } from "../../search/runbooks/parse-runbook.ts";

/** What is looked for: words of a problem, the cause where it is known, the names of its alerts. */
export interface RunbookQuery {
  cause: string;
  alerts: readonly string[];
  /** Free text; its words are searched, any of them may match. */
  text: string;
}

export type FoundPassage = Pick<Passage, "source" | "title" | "heading" | "text">;

/** Below this a passage shares words by chance. */
const LEAST_RANK = 0.05;
const MAX_WORDS = 24;

/** Makes the library what the passages are, in one transaction; replicas that read other folders overwrite each other. */
export async function keepRunbooks(
  db: Kysely<Tables>,
  library: string,
  passages: readonly Passage[],
): Promise<void> {
  const rows = [...new Map(passages.map((one) => [digestOf(one), one]))].map(([digest, one]) => ({
    library,
    digest,
    ...one,
  }));
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`runbooks/${library}`}))`.execute(tx);
    const digests = rows.map(({ digest }) => digest);
    await tx
      .deleteFrom("runbooks")
      .where("library", "=", library)
      .where(sql<boolean>`digest <> all(${digests}::text[])`)
      .execute();
    for (let at = 0; at < rows.length; at += 200)
      await tx
        .insertInto("runbooks")
        .values(rows.slice(at, at + 200))
        .onConflict((conflict) => conflict.columns(["library", "digest"]).doNothing())
        .execute();
  });
}

/**
 * The best passages, at most one a runbook: those that say they are for the cause or the alert first, then own ones by full
 * text, and by trigrams where the server has them, for names that are written a little differently.
 */
export async function findRunbooks(
  db: Kysely<Tables>,
  query: RunbookQuery,
  most: number,
): Promise<FoundPassage[]> {
  const words = [...new Set(query.text.toLowerCase().match(/[a-z]{3,40}/g) ?? [])].slice(0, MAX_WORDS);
  const any = words.join(" or ");
  const similarity = (await hasTrigrams(db))
    ? sql<number>`coalesce((select max(word_similarity(one, title || ' ' || heading)) from unnest(${query.alerts.map(asWords)}::text[]) one), 0)`
    : sql<number>`0`;
  const rows = await db
    .with("ranked", (qb) =>
      qb
        .selectFrom("runbooks")
        .select(["source", "title", "heading", "text", "library"])
        .select(
          sql<number>`case when ${query.cause} = any(causes) then 2 when alerts && ${[...query.alerts]}::text[] then 1 else 0 end`.as(
            "named",
          ),
        )
        .select(sql<number>`ts_rank_cd(words, websearch_to_tsquery('english', ${any}), 32)`.as("rank"))
        .select(similarity.as("alike")),
    )
    .with("best", (qb) =>
      qb
        .selectFrom("ranked")
        .distinctOn(["library", "source"])
        .select(["source", "title", "heading", "text", "named", "library"])
        .select(
          // Rank and likeness stay below one each: words never outweigh what a runbook says that it is for.
          sql<number>`2 * named + rank + (case when alike > 0.6 then alike else 0 end)`.as("score"),
        )
        .orderBy("library")
        .orderBy("source")
        .orderBy("score", "desc"),
    )
    .selectFrom("best")
    .select(["source", "title", "heading", "text"])
    .where("score", ">", LEAST_RANK)
    // One ships for each cause: by mere words they would be found for everything.
    .where(sql<boolean>`(named > 0 or library <> 'shipped')`)
    // A person's own that is for this before one that ships.
    .orderBy(sql`named > 0 and library <> 'shipped'`, "desc")
    .orderBy("score", "desc")
    .orderBy("source")
    .limit(most)
    .execute();
  return rows;
}

/** PostgresIsDown -> Postgres Is Down. */
const asWords = (name: string) => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2");

async function hasTrigrams(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_extension where extname = 'pg_trgm'`.execute(db);
  return rows.length > 0;
}
