import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INCIDENT_STATUSES } from "../../src/domain/incident.ts";
import {
  countIncidents,
  countQuery,
  type IncidentFilter,
  listIncidents,
  MOST_COUNTED,
  pageQuery,
} from "../../src/incidents/incident-list.ts";
import { NEWEST_SEARCHED } from "../../src/incidents/search-words.ts";
import { waitingQuery } from "../../src/incidents/waiting-approvals.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { fillIncidents } from "../support/many-incidents.ts";

const MANY = 30_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await fillIncidents(database.db, MANY);
}, 300_000);
afterAll(() => database.drop());

async function planOf(query: {
  compile(): { sql: string; parameters: readonly unknown[] };
}): Promise<string> {
  const { sql: text, parameters } = query.compile();
  const { rows } = await database.pool.query(`explain ${text}`, [...parameters]);
  return rows.map((row: Record<string, string>) => row["QUERY PLAN"]).join("\n");
}

/** Rows that any part of the plan gave or threw away. */
async function rowsRead(query: {
  compile(): { sql: string; parameters: readonly unknown[] };
}): Promise<number> {
  const { sql: text, parameters } = query.compile();
  const { rows } = await database.pool.query(`explain (analyze, format json) ${text}`, [...parameters]);
  return mostOf((rows as { "QUERY PLAN": [{ Plan: PlanNode }] }[])[0]?.["QUERY PLAN"][0].Plan);
}

interface PlanNode {
  "Actual Rows": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

function mostOf(node: PlanNode | undefined): number {
  if (node === undefined) return Number.NaN;
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return Math.max(node["Actual Rows"] + removed, ...(node.Plans ?? []).map(mostOf));
}

const someId = async () => {
  const row = await database.db
    .selectFrom("incidents")
    .select("id")
    .orderBy("opened_at", "desc")
    .offset(MANY / 2)
    .limit(1)
    .executeTakeFirstOrThrow();
  return row.id;
};

describe("the list of incidents, where there are many,", () => {
  const filters: [string, Partial<IncidentFilter>][] = [
    ["no filter", {}],
    ["a status that most have", { status: "closed" }],
    ["a status that few have", { status: "needs-person" }],
    ["a namespace", { namespace: "team-7" }],
    ["a namespace that is not there", { namespace: "nowhere" }],
    ["a cause", { cause: "memory-leak" }],
    ["a cause that none has", { cause: "node-out-of-memory" }],
    ["a rare text", { text: "web-12345" }],
    ["a common text", { text: "memory" }],
    ["a text that none has", { text: "zebra crossing" }],
    ["all at once", { status: "closed", namespace: "team-7", cause: "memory-leak", text: "web" }],
  ];
  it.each(filters)(
    "is read by an index with %s, page by page both ways, and counted so",
    async (_case, filter) => {
      const id = await someId();
      const cursors = [
        { after: null, before: null },
        { after: id, before: null },
        { after: null, before: id },
      ];
      for (const cursor of cursors) {
        expect(await planOf(pageQuery(database.db, { limit: 50, ...filter }, cursor))).not.toMatch(
          /Seq Scan/,
        );
      }
      const { status, limit, ...search } = { limit: 0, ...filter };
      for (const one of status === undefined ? INCIDENT_STATUSES : [status]) {
        expect(await planOf(countQuery(database.db, search, one))).not.toMatch(/Seq Scan/);
      }
      expect(limit).toBe(0);
    },
  );

  it("of what waits for a person is read by an index", async () => {
    const plan = await planOf(waitingQuery(database.db, new Date("2026-11-01T00:00:00Z")));
    expect(plan).toContain("approvals_waiting");
  });

  it.each(["zq", "z", "Z-", "\\", "%%", "-", "--q", "ab-", "é", "内存", "éab"])(
    "is not read as a whole for %s, of which no three letters are in the index",
    async (text) => {
      for (const query of [
        pageQuery(database.db, { limit: 50, text }, { after: null, before: null }),
        countQuery(database.db, { text }, "closed"),
      ])
        expect(await rowsRead(query)).toBeLessThanOrEqual(2 * NEWEST_SEARCHED + 1);
    },
  );

  it("counts up to a bound, by status, within the same search", async () => {
    const all = await countIncidents(database.db, {});
    expect(all.closed).toBe(MOST_COUNTED + 1);
    const rare = await countIncidents(database.db, { text: "web-12345" });
    expect(Object.values(rare).reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it.each([
    ["WEB-12345", 1],
    ["shop%", 0],
    ["web_1", 0],
    ["\\", 0],
    ["team-27/web-12307", 1],
    ["memory web-12307 deployment", 1],
    ["'; drop table incidents; --", 0],
    ["we web-12307", 1],
    ["eb web-12307", 0],
    ["/ web-29999", 1],
    ["/ web-12307", 0],
  ])("finds %s as it stands: %i", async (text, found) => {
    const { incidents } = await listIncidents(database.db, { text, limit: 50 });
    expect(incidents).toHaveLength(found);
  });

  it("finds the same without the extension", async () => {
    await sql`drop index incidents_by_text`.execute(database.db);
    const { incidents } = await listIncidents(database.db, { text: "WEB-12345", limit: 50 });
    expect(incidents).toHaveLength(1);
  });
});
