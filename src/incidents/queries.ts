import { type Kysely, sql } from "kysely";
import { OperationError } from "../core/errors.ts";
import type { Tables } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";
import type { Cause } from "../domain/cause.ts";
import type { IncidentStatus } from "../domain/incident.ts";
import { alertsPage } from "./alert-queries.ts";
import { pastView } from "./experience/past-view.ts";
import { incidentOfRow } from "./incident-row.ts";
import {
  type AlertView,
  approvalView,
  findingView,
  type IncidentSummary,
  type IncidentView,
  planView,
  summaryView,
} from "./incident-view.ts";
import { approvalById, attemptsOf, latestApproval, relatedTo, signalsOf, timelineOf } from "./view-parts.ts";

export interface IncidentFilter {
  namespace?: string;
  status?: IncidentStatus;
  cause?: Cause;
  limit: number;
  /** Id of the last incident of the page before. */
  after?: string;
}

/** Throw OperationError `invalid` for a cursor that is no id. */
export interface IncidentQueries {
  /** Newest first. */
  list(filter: IncidentFilter): Promise<IncidentSummary[]>;
  view(id: string): Promise<IncidentView | undefined>;
  /** Newest first; `after` is the id of the last alert of the page before. */
  alerts(page: { limit: number; after?: string }): Promise<AlertView[]>;
  approval(id: string): Promise<Approval | undefined>;
}

export function createIncidentQueries({ db }: { db: Kysely<Tables> }): IncidentQueries {
  return {
    list: (filter) => listIncidents(db, filter),
    view: async (id) => (isUuid(id) ? viewIncident(db, id) : undefined),
    alerts: (page) => alertsPage(db, { limit: page.limit, after: cursorOf(page.after) }),
    approval: async (id) => (isUuid(id) ? approvalById(db, id) : undefined),
  };
}

async function listIncidents(db: Kysely<Tables>, filter: IncidentFilter): Promise<IncidentSummary[]> {
  const { namespace, status, cause, limit } = filter;
  const after = cursorOf(filter.after);
  let query = db.selectFrom("incidents").selectAll();
  if (namespace !== undefined) query = query.where("subject_namespace", "=", namespace);
  if (status !== undefined) query = query.where("status", "=", status);
  if (cause !== undefined) query = query.where("cause", "=", cause);
  if (after !== null) {
    query = query.where(
      sql<boolean>`(opened_at, id) < (select c.opened_at, c.id from incidents c where c.id = ${after})`,
    );
  }
  const rows = await query.orderBy("opened_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map((row) => summaryView(incidentOfRow(row)));
}

/** All parts as of one instant. */
function viewIncident(db: Kysely<Tables>, id: string): Promise<IncidentView | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (trx) => {
      const row = await trx.selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) return undefined;
      const incident = incidentOfRow(row);
      return {
        ...summaryView(incident),
        related: await relatedTo(trx, incident),
        signals: await signalsOf(trx, id),
        finding: findingView(incident.finding),
        plan: planView(incident.plan),
        approval: approvalView(await latestApproval(trx, id), incident.plan),
        attempts: await attemptsOf(trx, id),
        handover: incident.handover,
        timeline: await timelineOf(trx, id),
        past: await pastView(trx, { incident, shape: row.shape }),
      };
    });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isUuid = (text: string) => UUID.test(text);

function cursorOf(after: string | undefined): string | null {
  if (after === undefined) return null;
  if (isUuid(after)) return after;
  throw new OperationError("after: must be the id of the last entry of the page before", {
    reason: "invalid",
    retryable: false,
  });
}
