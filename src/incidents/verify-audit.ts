import { type ChainFault, FIRST_HASH, faultOfRow } from "./audit-chain.ts";
import { type AuditRow, auditRows, incidentsWithoutRows } from "./audit-rows.ts";
import type { Database } from "./incident-row.ts";

/** What became of one incident's chain: its first fault, if any, and its rows up to that. */
export interface ChainReport {
  incidentId: string;
  rows: number;
  fault: ChainFault | undefined;
}

interface Walk {
  incidentId: string;
  sequence: number;
  hash: string;
  written: number;
  fault: ChainFault | undefined;
}

/** Recomputes every chain, or one incident's, while the service may go on writing. One report a chain, as it is read. */
export async function* verifyChains(
  db: Database,
  options: { incidentId?: string; pageRows?: number } = {},
): AsyncGenerator<ChainReport> {
  let walk: Walk | undefined;
  for await (const row of auditRows(db, options)) {
    if (walk !== undefined && walk.incidentId !== row.incident_id) yield reportOf(walk);
    walk = step(walk?.incidentId === row.incident_id ? walk : startOf(row), row);
  }
  if (walk !== undefined) yield reportOf(walk);
  for (const { id, sequence } of await incidentsWithoutRows(db, options.incidentId))
    yield reportOf({ incidentId: id, sequence: 0, hash: FIRST_HASH, written: sequence, fault: undefined });
}

const startOf = (row: AuditRow): Walk => ({
  incidentId: row.incident_id,
  sequence: 0,
  hash: FIRST_HASH,
  written: 0,
  fault: undefined,
});

/** After its first fault nothing of a chain can be judged. */
function step(walk: Walk, row: AuditRow): Walk {
  if (walk.fault !== undefined) return walk;
  const fault = faultOfRow(row, walk);
  if (fault !== undefined) return { ...walk, fault };
  return { ...walk, sequence: row.sequence, hash: row.hash, written: row.written ?? 0 };
}

function reportOf({ incidentId, sequence, written, fault }: Walk): ChainReport {
  const count = { sequence: sequence + 1, reason: `${written} rows were written, ${sequence} are there` };
  return { incidentId, rows: sequence, fault: fault ?? (sequence === written ? undefined : count) };
}
