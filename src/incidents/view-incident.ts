import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import { pastView } from "./experience/past-view.ts";
import { type Database, incidentOfRow } from "./incident-row.ts";
import { approvalView, findingView, type IncidentView, planView, summaryView } from "./incident-view.ts";
import { attemptsOf, latestApproval, relatedTo, signalsOf, timelineOf } from "./view-parts.ts";

/** All parts as of one instant. */
export function viewIncident(db: Kysely<Tables>, id: string): Promise<IncidentView | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((trx) => viewOf(trx, id));
}

/** The same in the caller's transaction. */
export async function viewOf(db: Database, id: string): Promise<IncidentView | undefined> {
  const row = await db.selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return undefined;
  const incident = incidentOfRow(row);
  return {
    ...summaryView(incident),
    related: await relatedTo(db, incident),
    signals: await signalsOf(db, id),
    finding: findingView(incident.finding),
    plan: planView(incident.plan),
    approval: approvalView(await latestApproval(db, id), incident.plan),
    attempts: await attemptsOf(db, id),
    handover: incident.handover,
    timeline: await timelineOf(db, id),
    past: await pastView(db, { incident, shape: row.shape }),
  };
}
