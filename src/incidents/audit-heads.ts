import { sql } from "kysely";
import { z } from "zod";
import type { ChainFault, ChainHead } from "./audit-chain.ts";
import type { Database } from "./incident-row.ts";

const headSchema = z.object({
  incident: z.uuid(),
  sequence: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The head on a line of an export or of the service's log, whatever stands before its JSON; undefined where there is none. */
export function headOnLine(line: string): ChainHead | undefined {
  const start = line.indexOf("{");
  if (start < 0 || !line.includes('"hash"')) return undefined;
  try {
    return headSchema.safeParse(JSON.parse(line.slice(start))).data;
  } catch {
    return undefined;
  }
}

export interface HeadFault extends ChainFault {
  incidentId: string;
}

/**
 * What the chains lack of the heads that were kept. Each head is a row that was there once, so the row must be there still, or
 * the incident was purged with a record of where its chain ended, which then is no earlier.
 */
export async function faultsOfHeads(db: Database, heads: readonly ChainHead[]): Promise<HeadFault[]> {
  if (heads.length === 0) return [];
  const kept = sql<ChainHead>`(select * from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb)
    as head (incident uuid, sequence integer, hash text))`.as("head");
  const rows = await db
    .selectFrom(kept)
    .leftJoin("audit", (join) =>
      join.onRef("audit.incident_id", "=", "head.incident").onRef("audit.sequence", "=", "head.sequence"),
    )
    .leftJoin("purged_chains as purged", "purged.incident_id", "head.incident")
    .select(["head.incident", "head.sequence", "audit.hash"])
    .where(sql<boolean>`audit.hash is distinct from head.hash`)
    .where(sql<boolean>`(audit.hash is not null or purged.sequence is null or purged.sequence < head.sequence
      or (purged.sequence = head.sequence and purged.head <> head.hash))`)
    .execute();
  return rows.map(({ incident, sequence, hash }) => ({
    incidentId: incident,
    sequence,
    reason:
      hash === null
        ? "the row was there when its head was kept, and is gone: the chain was cut"
        : "the row is another than when its head was kept: the chain was made anew",
  }));
}
