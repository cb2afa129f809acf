import { sql } from "kysely";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillGrowth, incidentId } from "../../bench/growth/fill-growth.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import { readDueRows } from "../../src/dispatch/due-rows.ts";
import { readFigures } from "../../src/incidents/experience/figures.ts";
import { readObserved } from "../../src/incidents/experience/observed-report.ts";
import { refreshIncidentGauges } from "../../src/incidents/incident-metrics.ts";
import { ledgerFigures } from "../../src/incidents/ledger-figures.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import { tellRecentIncidents } from "../../src/incidents/recent-incidents.ts";
import { purgeIncidents } from "../../src/incidents/retention/purge-incidents.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { lastLifted } from "../../src/remediation/breakers/breaker-rows.ts";
import { failingTooOften } from "../../src/remediation/breakers/failure-rate.ts";
import { flightHold } from "../../src/remediation/breakers/in-flight.ts";
import { stormNow } from "../../src/remediation/breakers/storm.ts";
import { readReview } from "../../src/remediation/policy/review/read-review.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

/** So many that a plan over all of them costs more than an index. */
const MANY = 20_000;
/** What a statement about one incident, an hour or a page may look at. */
const FEW = 1_500;

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
}

let database: TestDatabase;
let pool: pg.Pool;
/** Of all statements, as the server carried them out. */
const plans: Node[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const { signal } = new AbortController();
  await fillGrowth(database.url, MANY, { note: () => {}, signal });
  await database.pool.query(`update incidents set outcome = 'observed' where subject_namespace in ('team-1', 'team-2')
    and outcome is not null`);
  await database.pool.query(`
    insert into lessons (origin, cluster, namespace, workload, cause, action, shape, result, at, imported)
    select 'o' || n, 'c', 'team-' || n % 40, 'w' || n, 'cause-' || n % 50, 'SetMemoryLimit', 's', 'held',
      timestamptz '2026-01-01' + n * interval '1 second', false from generate_series(1, ${MANY}) as n`);
  await database.pool.query(`
    insert into audit (incident_id, sequence, kind, at, text, code_version, input, output, previous_hash, hash)
    select id, 4, case when outcome = 'observed' then 'observed' else 'planned' end, opened_at, 'decided', 'test', '{}',
      '{}', '', '' from incidents`);
  await database.pool.query(`
    insert into breakers (id, cluster, breaker, scope, reason, opened_at, seen_at, lifted_at, lifted_by)
    select gen_random_uuid(), 'cluster-1', 'oscillation', 'scope-' || n, 'back and forth', opened.at, opened.at,
      opened.at + interval '1 hour', 'ada' from generate_series(1, ${MANY}) as n,
      lateral (select timestamptz '2026-01-01' + n * interval '1 second' as at) as opened`);
  await database.pool.query("vacuum analyze lessons, audit, incidents, breakers");
  const name = new URL(database.url.replace("@/", "@x/")).pathname.slice(1);
  for (const [key, value] of Object.entries({
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
  }))
    await database.pool.query(`alter database ${name} set ${key} = '${value}'`);
  pool = createPool({ url: database.url, logger: silentLogger, max: 5 });
  pool.on("connect", (client) =>
    client.on("notice", ({ message = "" }) => {
      const [, json] = message.split(" plan:\n");
      if (json !== undefined) plans.push((JSON.parse(json) as { Plan: Node }).Plan);
    }),
  );
}, 300_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const readBy = (node: Node) =>
  (node["Actual Rows"] +
    (node["Rows Removed by Filter"] ?? 0) +
    (node["Rows Removed by Index Recheck"] ?? 0)) *
  node["Actual Loops"];

async function nodesDuring(work: (db: ReturnType<typeof createKysely>) => Promise<unknown>): Promise<Node[]> {
  plans.length = 0;
  await work(createKysely(pool));
  expect(plans.length).toBeGreaterThan(0);
  return plans.flatMap(nodesOf);
}

const LARGE = ["incidents", "attempts", "approvals", "audit", "signals", "lessons", "breakers"];
const readAsAWhole = (nodes: readonly Node[]) =>
  nodes
    .filter((node) => node["Node Type"] === "Seq Scan" && LARGE.includes(node["Relation Name"] ?? ""))
    .map((node) => node["Relation Name"]);

const now = new Date("2027-01-01T00:00:00Z");
const clock = { ...createClock(), now: () => now };
const of = { cluster: "cluster-1", now };
/** The newest incidents are of before it by less than that. */
const since = new Date(Date.parse("2026-01-01T00:00:00Z") + (MANY - 1_000) * 1_000);
const limits = { mostInNamespace: 5, sharePercent: 10, mostInHour: 100, failedPercent: 50 };
const blast = { ...limits, stormWorkloads: 25, stormWindowSeconds: 300, stormCalmSeconds: 60 };

test.each<[string, Parameters<typeof nodesDuring>[0]]>([
  ["what is due", (db) => readDueRows(db, now)],
  ["open incidents of each status", (db) => refreshIncidentGauges(db, createMetrics())],
  [
    "incidents of the last hour",
    (db) => tellRecentIncidents({ db, clock, metrics: createMetrics(), publicUrl: null }),
  ],
  ["how many changes of the last hour failed", (db) => failingTooOften(db, { ...of, failedPercent: 50 })],
  [
    "changes under way",
    (db) =>
      flightHold(db, {
        ...of,
        incidentId: incidentId(1),
        namespace: "team-1",
        workloads: null,
        blast,
      } as never),
  ],
  ["whether it storms", (db) => stormNow(db, { ...of, blast })],
  ["what the policy decided of late", (db) => readReview(db, { policy: { rules: [] }, since, until: now })],
  ["what was only observed of late", (db) => readObserved(db, since)],
  [
    "when a breaker was lifted last",
    (db) => lastLifted(db, { cluster: "cluster-1", breaker: "oscillation", scope: "scope-7" }),
  ],
  ["the page of an incident", (db) => createIncidentQueries({ db }).story({ id: incidentId(MANY / 2) })],
  ["how repairs did for a cause", (db) => readFigures(db, { cause: "cause-7" as never, at: now })],
  [
    "what may be purged",
    (db) =>
      purgeIncidents(
        { db },
        { before: new Date("2025-01-01"), now, after: undefined, look: 50, mostRows: 1_000 },
      ),
  ],
])("%s is read by indexes, and little of them", async (_name, work) => {
  const nodes = await nodesDuring(work);
  expect(readAsAWhole(nodes)).toEqual([]);
  expect(Math.max(...nodes.map(readBy))).toBeLessThanOrEqual(FEW);
});

test("the figures of a scrape are counted from indexes, without the rows", async () => {
  const figures = { clock, metrics: createMetrics(), logger: silentLogger, publicUrl: null, boundMs: 60_000 };
  const nodes = await nodesDuring((db) => ledgerFigures({ db, ...figures })());
  expect(readAsAWhole(nodes)).toEqual([]);
  expect(nodes.filter((node) => node["Node Type"] === "Index Only Scan").length).toBeGreaterThanOrEqual(3);
});

test("attempts from before their action was kept beside them are counted all the same", async () => {
  const counted = async () => {
    const metrics = createMetrics();
    const rest = { clock, logger: silentLogger, publicUrl: null, boundMs: 60_000 };
    await ledgerFigures({ db: database.db, metrics, ...rest })();
    return (await metrics.ledgerAttempts.get()).values;
  };
  const before = await counted();
  expect(before.map(({ value }) => value).reduce((sum, one) => sum + one, 0)).toBe(MANY);
  await sql`update attempts set action = null where number = 1 and incident_id < ${incidentId(MANY / 2)}`.execute(
    database.db,
  );
  expect(await counted()).toEqual(expect.arrayContaining(before));
});
