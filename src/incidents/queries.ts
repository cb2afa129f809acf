import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";
import type { Place } from "../domain/place.ts";
import { alertsPage } from "./alert-queries.ts";
import {
  countIncidents,
  cursorOf,
  type IncidentFilter,
  type IncidentPage,
  type IncidentSearch,
  isUuid,
  listIncidents,
  type StatusCounts,
} from "./incident-list.ts";
import { incidentOfRow } from "./incident-row.ts";
import {
  type IncidentStory,
  incidentStory,
  type StoryQuestion,
  type TimelineRecord,
  timelineRecord,
} from "./incident-story.ts";
import type { AlertView, IncidentView } from "./incident-view.ts";
import { placeOf } from "./place-of.ts";
import { viewIncident } from "./view-incident.ts";
import { approvalById } from "./view-parts.ts";
import { type WaitingApproval, waitingApprovals } from "./waiting-approvals.ts";

/** Throw OperationError `invalid` for a cursor that is no id. */
export interface IncidentQueries {
  list(filter: IncidentFilter): Promise<IncidentPage>;
  count(search: IncidentSearch): Promise<StatusCounts>;
  view(id: string): Promise<IncidentView | undefined>;
  /** Where it is, for links to what others keep of it. */
  place(id: string): Promise<Place | undefined>;
  /** What its page tells. */
  story(question: StoryQuestion): Promise<IncidentStory | undefined>;
  record(id: string, sequence: number): Promise<TimelineRecord | undefined>;
  /** Number of entries of the incident's timeline. */
  sequence(id: string): Promise<number | undefined>;
  /** Questions that wait for a person, the one with the least time left first. */
  waiting(now: Date): Promise<WaitingApproval[]>;
  /** Newest first; `after` is the id of the last alert of the page before. */
  alerts(page: { limit: number; after?: string }): Promise<AlertView[]>;
  approval(id: string): Promise<Approval | undefined>;
}

export function createIncidentQueries({ db }: { db: Kysely<Tables> }): IncidentQueries {
  return {
    list: (filter) => listIncidents(db, filter),
    count: (search) => countIncidents(db, search),
    view: async (id) => (isUuid(id) ? viewIncident(db, id) : undefined),
    place: async (id) => (isUuid(id) ? placeById(db, id) : undefined),
    story: async (question) => (isUuid(question.id) ? incidentStory(db, question) : undefined),
    record: async (id, sequence) => (isUuid(id) ? timelineRecord(db, id, sequence) : undefined),
    sequence: async (id) => (isUuid(id) ? sequenceOf(db, id) : undefined),
    waiting: (now) => waitingApprovals(db, now),
    alerts: (page) => alertsPage(db, { limit: page.limit, after: cursorOf("after", page.after) }),
    approval: async (id) => (isUuid(id) ? approvalById(db, id) : undefined),
  };
}

async function placeById(db: Kysely<Tables>, id: string): Promise<Place | undefined> {
  const row = await db.selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirst();
  return row && placeOf(db, incidentOfRow(row));
}

async function sequenceOf(db: Kysely<Tables>, id: string): Promise<number | undefined> {
  const row = await db.selectFrom("incidents").select("sequence").where("id", "=", id).executeTakeFirst();
  return row?.sequence;
}
