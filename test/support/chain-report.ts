import type { Kysely } from "kysely";
import type { Tables } from "../../src/database/tables.ts";
import { type ChainReport, verifyChains } from "../../src/incidents/verify-audit.ts";

/** What the verification says of one incident's chain. */
export async function chainReport(db: Kysely<Tables>, incidentId: string): Promise<ChainReport> {
  for await (const report of verifyChains(db, { incidentId, pageRows: 2 })) return report;
  throw new Error(`there is no chain of incident ${incidentId}`);
}
