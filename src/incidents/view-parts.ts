import type { Selectable } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";
import type { Incident } from "../domain/incident.ts";
import { approvalOfRow } from "./approval-row.ts";
import type { Database } from "./incident-row.ts";
import type { AttemptView, RelatedIncident, SignalView, TimelineEntry } from "./incident-view.ts";
import { STEP_KIND } from "./keep-step.ts";

/** Newest ones that a page shows; an incident of a crash loop that lasts for days has thousands. */
const MAX_SIGNALS = 200;
const MAX_TIMELINE = 1_000;

export async function signalsOf(db: Database, incidentId: string): Promise<SignalView[]> {
  const rows = await db
    .selectFrom("signals")
    .select(["source", "symptom", "at", "detail"])
    .where("incident_id", "=", incidentId)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(MAX_SIGNALS)
    .execute();
  return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }));
}

const MAX_RELATED = 50;

/** The root, and the symptoms that wait for this one or were closed through it. */
export async function relatedTo(
  db: Database,
  incident: Pick<Incident, "id" | "causedBy">,
): Promise<RelatedIncident[]> {
  const rows = await db
    .selectFrom("incidents")
    .select(["id", "summary", "status"])
    .where((eb) =>
      eb.or([
        eb("caused_by", "=", incident.id),
        ...(incident.causedBy === null ? [] : [eb("id", "=", incident.causedBy)]),
      ]),
    )
    .orderBy("opened_at")
    .limit(MAX_RELATED)
    .execute();
  return rows.map((row) => ({ ...row, relation: row.id === incident.causedBy ? "root" : "symptom" }));
}

const ATTEMPT_HEAD = ["number", "plan_digest", "result", "proof", "started_at", "ended_at"] as const;
type AttemptHead = Pick<Selectable<Tables["attempts"]>, (typeof ATTEMPT_HEAD)[number]>;

export async function attemptsOf(db: Database, incidentId: string): Promise<AttemptView[]> {
  const rows = await db
    .selectFrom("attempts")
    .select(ATTEMPT_HEAD)
    .where("incident_id", "=", incidentId)
    .orderBy("number")
    .execute();
  return rows.map(attemptViewOf);
}

export function attemptViewOf(row: AttemptHead): AttemptView {
  return {
    number: row.number,
    planDigest: row.plan_digest,
    result: row.result,
    proof: row.proof,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export async function timelineOf(db: Database, incidentId: string): Promise<TimelineEntry[]> {
  const rows = await db
    .selectFrom("audit")
    .select(["sequence", "at", "kind", "text"])
    .where("incident_id", "=", incidentId)
    .where("kind", "<>", STEP_KIND)
    .orderBy("sequence", "desc")
    .limit(MAX_TIMELINE)
    .execute();
  return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** The newest approval of the incident, in whatever state: a decided one is a part of the story. */
export async function latestApproval(db: Database, incidentId: string): Promise<Approval | undefined> {
  const row = await db
    .selectFrom("approvals")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && approvalOfRow(row);
}

export async function approvalById(db: Database, id: string): Promise<Approval | undefined> {
  const row = await db.selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst();
  return row && approvalOfRow(row);
}
