import type { Kysely } from "kysely";
import { given } from "../../core/given.ts";
import type { Tables } from "../../database/tables.ts";
import { faultsOfHeads } from "../../incidents/audit-heads.ts";
import { faultsOfPurgedHeads, verifyPurged } from "../../incidents/retention/verify-purged.ts";
import { verifyChains } from "../../incidents/verify-audit.ts";
import { verifySteps } from "../../incidents/verify-steps.ts";
import { knownIncident } from "./known-incident.ts";
import { readHeads } from "./read-heads.ts";
import { writeLine } from "./write-line.ts";

export interface VerifyOptions {
  out: NodeJS.WritableStream;
  heads: string | undefined;
  incident: string | undefined;
}

const REMEDY = `Rows of the audit are only ever added, so somebody with rights on the database changed it.
Keep a copy of the database as it is, compare with the last export or backup that is intact, and change the
database's credentials. An incident whose chain is broken goes on; its history up to the fault can be trusted.`;

const WITHOUT_HEADS =
  "A tail that was cut together with its incident's count, or a chain made anew, shows with --heads alone: keep exports or the log elsewhere.";

/** Prints each fault and a sum; 1 where there is a fault. */
export async function runVerify(
  db: Kysely<Tables>,
  { out, heads, incident }: VerifyOptions,
): Promise<number> {
  const incidentId = await knownIncident(db, incident);
  const chains = await verifyRows(db, out, incidentId);
  const steps = await verifySteps(db, given("incidentId", incidentId));
  for (const { incidentId: id, sequence, reason } of steps.faults)
    await writeLine(out, `incident ${id}, row ${sequence}: ${reason}`);
  const purged = incidentId === undefined ? await verifyPurgedRecords(db, out) : { records: 0, faults: 0 };
  const kept = heads === undefined ? undefined : await verifyHeads(db, { out, path: heads, incidentId });
  await writeLine(out, `${chains.rows} rows of ${chains.incidents} incidents: ${faultsOf(chains.faults)}`);
  await writeLine(out, `${steps.steps} steps of agents: ${faultsOf(steps.faults.length)}${unproven(steps)}`);
  if (purged.records + purged.faults > 0)
    await writeLine(out, `${purged.records} records of purged incidents: ${faultsOf(purged.faults)}`);
  if (kept === undefined) await writeLine(out, WITHOUT_HEADS);
  else await writeLine(out, `${kept.heads} heads that were kept: ${faultsOf(kept.faults)}`);
  const isIntact = chains.faults + steps.faults.length + purged.faults + (kept?.faults ?? 0) === 0;
  if (!isIntact) await writeLine(out, REMEDY);
  return isIntact ? 0 : 1;
}

const faultsOf = (count: number) => (count === 0 ? "all as they were written" : `${count} faults`);

const unproven = ({ unproven: count }: { unproven: number }) =>
  count === 0 ? "" : `; ${count} more were kept before steps stood in the chain`;

async function verifyRows(db: Kysely<Tables>, out: NodeJS.WritableStream, incidentId: string | undefined) {
  const sum = { incidents: 0, rows: 0, faults: 0 };
  for await (const { incidentId: id, rows, fault } of verifyChains(db, given("incidentId", incidentId))) {
    sum.incidents += 1;
    sum.rows += rows;
    if (fault === undefined) continue;
    sum.faults += 1;
    await writeLine(out, `incident ${id}, row ${fault.sequence}: ${fault.reason}`);
  }
  return sum;
}

async function verifyPurgedRecords(db: Kysely<Tables>, out: NodeJS.WritableStream) {
  const { records, fault } = await verifyPurged(db);
  if (fault !== undefined) await writeLine(out, `purged incident ${fault.number}: ${fault.reason}`);
  return { records, faults: fault === undefined ? 0 : 1 };
}

async function verifyHeads(
  db: Kysely<Tables>,
  { out, path, incidentId }: { out: NodeJS.WritableStream; path: string; incidentId: string | undefined },
) {
  const sum = { heads: 0, faults: 0 };
  for await (const batch of readHeads(path)) {
    const heads = batch.filter((head) => "incident" in head);
    const own = heads.filter((head) => incidentId === undefined || head.incident === incidentId);
    const purged = incidentId === undefined ? batch.filter((head) => "purged" in head) : [];
    sum.heads += own.length + purged.length;
    for (const fault of await faultsOfHeads(db, own)) {
      sum.faults += 1;
      await writeLine(out, `incident ${fault.incidentId}, row ${fault.sequence}: ${fault.reason}`);
    }
    for (const fault of await faultsOfPurgedHeads(db, purged)) {
      sum.faults += 1;
      await writeLine(out, `purged incident ${fault.number}: ${fault.reason}`);
    }
  }
  if (sum.heads === 0)
    throw new Error(
      `${path} holds no head: name an export, or a log of the service with its lines "audit head"`,
    );
  return sum;
}
