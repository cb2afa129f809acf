import { type Kysely, sql } from "kysely";
import { MIGRATIONS } from "./migrations.ts";
import type { Tables } from "./tables.ts";

export interface SchemaState {
  /** Number of the newest migration that the database has; 0 for an empty one. */
  newest: number;
  /** The least schema number of code that it serves. */
  oldestCode: number;
  /** Number of the newest migration that this code knows. */
  code: number;
}

/** Reads alone: whoever may change nothing can ask. */
export async function schemaState(db: Kysely<Tables>): Promise<SchemaState> {
  const code = MIGRATIONS.at(-1)?.number ?? 0;
  const { rows: tables } = await sql<{ name: string | null }>`
    select to_regclass('schema_compatibility')::text as name`.execute(db);
  if ((tables[0]?.name ?? null) === null) return { newest: 0, oldestCode: 0, code };
  const { rows } = await sql<{ newest: number | null; oldest_code: number | null }>`
    select max(number) as newest, max(oldest_code) as oldest_code from schema_compatibility`.execute(db);
  return { newest: rows[0]?.newest ?? 0, oldestCode: rows[0]?.oldest_code ?? 0, code };
}
