import type { Kysely } from "kysely";
import { given } from "../../core/given.ts";
import type { Tables } from "../../database/tables.ts";
import { exportAudit } from "../../incidents/export-audit.ts";
import { knownIncident } from "./known-incident.ts";
import { writeLine } from "./write-line.ts";

export async function runExport(
  db: Kysely<Tables>,
  { out, incident }: { out: NodeJS.WritableStream; incident: string | undefined },
): Promise<number> {
  const incidentId = await knownIncident(db, incident);
  for await (const line of exportAudit(db, given("incidentId", incidentId)))
    await writeLine(out, JSON.stringify(line));
  return 0;
}
