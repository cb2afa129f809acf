import type { Kysely } from "kysely";
import { redact } from "../core/redact.ts";
import { redactValue } from "../core/redact-value.ts";
import type { Tables } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";
import type { Verification } from "../domain/attempt.ts";
import type { Place } from "../domain/place.ts";
import type { Plan } from "../domain/plan.ts";
import type { WorkloadState } from "../domain/workload-state.ts";
import { type StepStory, stepsOf } from "./agent-steps.ts";
import { approvalOfRow } from "./approval-row.ts";
import { type ProgramStory, programsOf } from "./computation-story.ts";
import { type Database, incidentOfRow } from "./incident-row.ts";
import { type AttemptView, type IncidentView, planView, type TimelineEntry } from "./incident-view.ts";
import { STEP_KIND } from "./keep-step.ts";
import { placeOf } from "./place-of.ts";
import { viewOf } from "./view-incident.ts";
import { attemptViewOf } from "./view-parts.ts";

/** Everything that the page of an incident tells: more than the API's view, all of one instant. */
export interface IncidentStory {
  incident: IncidentView;
  /** Number of entries of the timeline so far. */
  sequence: number;
  mergedInto: string | null;
  /** The newest entries before the one that was asked for, oldest first. */
  timeline: (TimelineEntry & { agent?: string | null })[];
  attempts: AttemptStory[];
  /** Every question that was put to people, oldest first. */
  approvals: Approval[];
  place: Place;
  /** What each agent did, the newest ones. */
  steps: StepStory[];
  /** What was computed over the evidence, with the code. */
  programs: ProgramStory[];
}

export interface AttemptStory extends AttemptView {
  plan: Plan;
  appliedAt: string | null;
  /** How the workload was before the change. */
  before: WorkloadState;
  verification: Verification;
  failure: string | null;
  /** The target object before the change, without what looks like a secret. */
  preImage: unknown;
}

/** Entries of a timeline that stand on one page; those of a crash loop that lasts for days are thousands. */
const TIMELINE_PAGE = 150;

export interface StoryQuestion {
  id: string;
  /** The sequence of the oldest entry that is known already. */
  before?: number | undefined;
}

export function incidentStory(
  db: Kysely<Tables>,
  { id, before }: StoryQuestion,
): Promise<IncidentStory | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (trx) => {
      const incident = await viewOf(trx, id);
      if (incident === undefined) return undefined;
      const row = await trx
        .selectFrom("incidents")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return {
        incident,
        sequence: row.sequence,
        mergedInto: row.merged_into,
        timeline: await timelinePage(trx, id, before ?? row.sequence + 1),
        attempts: await attemptStories(trx, id),
        approvals: await approvalsOf(trx, id),
        place: await placeOf(trx, incidentOfRow(row)),
        steps: await stepsOf(trx, id),
        programs: await programsOf(trx, id),
      };
    });
}

/** Each with the agent in whose step it was written. */
async function timelinePage(db: Database, incidentId: string, before: number) {
  const rows = await db
    .selectFrom("audit")
    .leftJoin("agent_steps", "agent_steps.id", "audit.step")
    .select(["audit.sequence", "at", "kind", "text", "agent"])
    .where("audit.incident_id", "=", incidentId)
    .where("kind", "<>", STEP_KIND)
    .where("audit.sequence", "<", before)
    .orderBy("audit.sequence", "desc")
    .limit(TIMELINE_PAGE)
    .execute();
  return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function attemptStories(db: Database, incidentId: string): Promise<AttemptStory[]> {
  const rows = await db
    .selectFrom("attempts")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("number")
    .execute();
  return rows.map((row) => ({
    ...attemptViewOf(row),
    plan: planView(row.plan) ?? row.plan,
    appliedAt: row.applied_at?.toISOString() ?? null,
    before: row.before,
    verification: row.verification,
    failure: row.failure === null ? null : redact(row.failure),
    preImage: redactValue(row.pre_image),
  }));
}

async function approvalsOf(db: Database, incidentId: string): Promise<Approval[]> {
  const rows = await db
    .selectFrom("approvals")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(approvalOfRow);
}

/** One entry of the timeline with all that it rests on. */
export interface TimelineRecord extends TimelineEntry {
  codeVersion: string;
  input: unknown;
  output: unknown;
  previousHash: string;
  hash: string;
}

export async function timelineRecord(
  db: Database,
  incidentId: string,
  sequence: number,
): Promise<TimelineRecord | undefined> {
  const row = await db
    .selectFrom("audit")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .where("sequence", "=", sequence)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { kind, text, input, output, hash } = row;
  return {
    sequence,
    at: row.at.toISOString(),
    kind,
    text,
    codeVersion: row.code_version,
    input,
    output,
    previousHash: row.previous_hash,
    hash,
  };
}
