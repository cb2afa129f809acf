import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";
import type { Place } from "../domain/place.ts";
import { planSchema } from "../domain/plan.ts";
import { approvalOfRow } from "./approval-row.ts";
import { incidentOfRow } from "./incident-row.ts";
import {
  findingView,
  type IncidentSummary,
  type IncidentView,
  planView,
  summaryView,
} from "./incident-view.ts";
import { placesOf } from "./place-of.ts";

/** A question that waits for a person, with what it is about. */
export interface WaitingApproval {
  approval: Approval;
  incident: IncidentSummary;
  plan: NonNullable<IncidentView["plan"]>;
  finding: IncidentView["finding"];
  place: Place;
}

export const MOST_WAITING = 100;

/** The one with the least time left first; those whose plan is no longer the incident's own are not asked any more. */
export function waitingQuery(db: Kysely<Tables>, now: Date) {
  return db
    .selectFrom("approvals")
    .select(["id", "incident_id"])
    .where("state", "=", "pending")
    .where("expires_at", ">", now)
    .orderBy("expires_at")
    .orderBy("id")
    .limit(MOST_WAITING);
}

export async function waitingApprovals(db: Kysely<Tables>, now: Date): Promise<WaitingApproval[]> {
  const asked = await waitingQuery(db, now).execute();
  if (asked.length === 0) return [];
  const approvals = await db
    .selectFrom("approvals")
    .selectAll()
    .where(
      "id",
      "in",
      asked.map(({ id }) => id),
    )
    .execute();
  const incidents = await db
    .selectFrom("incidents")
    .selectAll()
    .where(
      "id",
      "in",
      asked.map(({ incident_id }) => incident_id),
    )
    .where("status", "=", "awaiting-approval")
    .execute();
  const incidentById = new Map(incidents.map((row) => [row.id, incidentOfRow(row)]));
  const placeById = await placesOf(db, [...incidentById.values()]);
  const approvalOf = new Map(approvals.map((row) => [row.id, approvalOfRow(row)]));
  return asked.flatMap(({ id, incident_id }) => {
    const approval = approvalOf.get(id);
    const incident = incidentById.get(incident_id);
    const plan = planView(planSchema.nullable().parse(incident?.plan ?? null));
    const place = placeById.get(incident_id);
    if (approval === undefined || incident === undefined || place === undefined) return [];
    if (plan === null || plan.digest !== approval.planDigest) return [];
    const finding = findingView(incident.finding);
    return [{ approval, incident: summaryView(incident), plan, finding, place }];
  });
}
