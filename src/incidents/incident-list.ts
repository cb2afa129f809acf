import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { OperationError } from "../core/errors.ts";
import type { Tables } from "../database/tables.ts";
import type { Cause } from "../domain/cause.ts";
import { INCIDENT_STATUSES, type IncidentStatus } from "../domain/incident.ts";
import { objectRefSchema } from "../domain/object-ref.ts";
import type { IncidentSummary } from "./incident-view.ts";
import { holdWords } from "./search-words.ts";
import { SUBJECT_COLUMNS, subjectOf } from "./subject-columns.ts";

/** What a list is narrowed to; every given field must fit. */
export interface IncidentSearch {
  namespace?: string;
  cause?: Cause;
  /**
   * Words of which each must occur in the subject's kind, namespace and name or in the summary, in any case; one or two
   * letters where a word starts.
   */
  text?: string;
}

export interface IncidentFilter extends IncidentSearch {
  status?: IncidentStatus;
  limit: number;
  /** Id of the last incident of the page before this one: what follows is older. */
  after?: string;
  /** Id of the first incident of the page after this one: what comes before is newer. `after` wins. */
  before?: string;
}

export interface IncidentPage {
  /** Newest first. */
  incidents: IncidentSummary[];
  /** To be given as `before` for the page of newer ones; null on the first. */
  newer: string | null;
  /** To be given as `after` for the page of older ones; null on the last. */
  older: string | null;
}

/** Most incidents of a status that are counted: the answer must not take longer the more there are. */
export const MOST_COUNTED = 1_000;
/** One more than `MOST_COUNTED` stands for "more". */
export type StatusCounts = Record<IncidentStatus, number>;

/** One page by keyset: an offset would read all that it skips. Throws OperationError `invalid` for a cursor that is no id. */
export async function listIncidents(db: Kysely<Tables>, filter: IncidentFilter): Promise<IncidentPage> {
  const after = cursorOf("after", filter.after);
  const before = after === null ? cursorOf("before", filter.before) : null;
  const rows = await pageQuery(db, filter, { after, before }).execute();
  // One row more than asked for says that there is another page.
  const isMore = rows.length > filter.limit;
  const shown = rows.slice(0, filter.limit).map(summaryOf);
  if (before !== null) shown.reverse();
  const [hasNewer, hasOlder] = before === null ? [after !== null, isMore] : [isMore, true];
  return {
    incidents: shown,
    newer: hasNewer ? (shown[0]?.id ?? null) : null,
    older: hasOlder ? (shown.at(-1)?.id ?? null) : null,
  };
}

export function pageQuery(
  db: Kysely<Tables>,
  filter: IncidentFilter,
  cursor: { after: string | null; before: string | null },
) {
  const direction = cursor.before === null ? "desc" : "asc";
  let query = narrowed(db.selectFrom("incidents").select(SUMMARY_COLUMNS), filter);
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  if (cursor.after !== null) {
    query = query.where(sql<boolean>`(opened_at, id) < ${placeOf(cursor.after)}`);
  } else if (cursor.before !== null) {
    query = query.where(sql<boolean>`(opened_at, id) > ${placeOf(cursor.before)}`);
  }
  return query
    .orderBy("opened_at", direction)
    .orderBy("id", direction)
    .limit(filter.limit + 1);
}

const placeOf = (id: string) => sql`(select c.opened_at, c.id from incidents c where c.id = ${id})`;

/** How many incidents of each status a search finds. */
export async function countIncidents(db: Kysely<Tables>, search: IncidentSearch): Promise<StatusCounts> {
  const [first, ...rest] = INCIDENT_STATUSES.map((status) => countQuery(db, search, status));
  if (first === undefined) throw new Error("there are statuses");
  const rows = await rest.reduce((all, one) => all.unionAll(one), first).execute();
  const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]));
  return Object.fromEntries(
    INCIDENT_STATUSES.map((status) => [status, counts.get(status) ?? 0]),
  ) as StatusCounts;
}

export function countQuery(db: Kysely<Tables>, search: IncidentSearch, status: IncidentStatus) {
  const found = narrowed(db.selectFrom("incidents").select("id"), search)
    .where("status", "=", status)
    // In the order of an index, so that it is one that is read up to the bound.
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(MOST_COUNTED + 1);
  return db
    .selectFrom(found.as("found"))
    .select((eb) => [
      sql<IncidentStatus>`${status}::text`.as("status"),
      eb.fn.countAll<number>().as("count"),
    ]);
}

function narrowed<O>(query: SelectQueryBuilder<Tables, "incidents", O>, search: IncidentSearch) {
  let narrow = query;
  if (search.namespace !== undefined) narrow = narrow.where("subject_namespace", "=", search.namespace);
  if (search.cause !== undefined) narrow = narrow.where("cause", "=", search.cause);
  for (const holdsWord of holdWords(search.text ?? "")) narrow = narrow.where(holdsWord);
  return narrow;
}

const SUMMARY_COLUMNS = [
  "id",
  "cluster",
  ...SUBJECT_COLUMNS,
  "workload",
  "status",
  "outcome",
  "cause",
  "confidence",
  "summary",
  "caused_by",
  "opened_at",
  "closed_at",
] as const;

type SummaryRow = Awaited<ReturnType<ReturnType<typeof pageQuery>["execute"]>>[number];

/** Without the finding, the plan and the hand-over, which are large and not shown in a list. */
function summaryOf(row: SummaryRow): IncidentSummary {
  return {
    id: row.id,
    cluster: row.cluster,
    subject: subjectOf(row),
    workload: objectRefSchema.nullable().parse(row.workload),
    status: row.status,
    outcome: row.outcome,
    cause: row.cause,
    confidence: row.confidence,
    summary: row.summary,
    causedBy: row.caused_by,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string) => UUID.test(text);

/** A cursor is the id of an entry that was shown; null for none. */
export function cursorOf(name: string, id: string | undefined): string | null {
  if (id === undefined) return null;
  if (isUuid(id)) return id;
  throw new OperationError(`${name}: must be the id of an entry of a page`, {
    reason: "invalid",
    retryable: false,
  });
}
