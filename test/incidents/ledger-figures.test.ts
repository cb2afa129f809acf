import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { ledgerFigures } from "../../src/incidents/ledger-figures.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { testDatabase } from "../support/database.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { fillIncidents } from "../support/many-incidents.ts";
import { handClock } from "./incident-setup.ts";

async function openRoom() {
  const database = await testDatabase();
  let isDropped = false;
  const drop = async () => {
    if (!isDropped) await database.drop();
    isDropped = true;
  };
  onTestFinished(drop);
  const clock = handClock("2026-01-01T02:00:00Z");
  /** What a replica that has just started shows. */
  const replica = () => {
    const metrics = createMetrics();
    const figures = { db: database.db, clock, metrics, logger: silentLogger, publicUrl: "https://x.test" };
    const boundMs = 60_000;
    const refresh = ledgerFigures({ ...figures, boundMs });
    const lines = async (name: string) =>
      (await metrics.registry.metrics())
        .split("\n")
        .filter((line) => line.startsWith(`kube_autofix_${name}{`));
    return { refresh, lines };
  };
  return { db: database.db, drop, replica };
}

const CLOSED = { status: "closed", outcome: "fixed", cause: "memory-limit-too-low" } as const;
const opened_at = new Date("2026-01-01T00:00:00Z");

test("incidents of each namespace are counted from the rows, the same by every replica", async () => {
  const { db, replica } = await openRoom();
  const closed_at = new Date("2026-01-01T00:01:30Z");
  await db
    .insertInto("incidents")
    .values([
      incidentRow(randomUUID(), "a", { ...CLOSED, closed_at, subject_namespace: "shop" }),
      incidentRow(randomUUID(), "b", { ...CLOSED, closed_at, subject_namespace: "shop" }),
      incidentRow(randomUUID(), "c", { subject_namespace: "billing" }),
    ])
    .execute();
  for (const { refresh, lines } of [replica(), replica()]) {
    await refresh();
    expect((await lines("ledger_incidents")).sort()).toEqual([
      'kube_autofix_ledger_incidents{subject_namespace="billing",status="investigating",cause="",outcome=""} 1',
      'kube_autofix_ledger_incidents{subject_namespace="shop",status="closed",cause="memory-limit-too-low",outcome="fixed"} 2',
    ]);
    expect(await lines("ledger_fix_seconds")).toEqual([
      'kube_autofix_ledger_fix_seconds{subject_namespace="shop",cause="memory-limit-too-low"} 180',
    ]);
  }
});

test("incidents are told by name for an hour after they were opened or closed, with their pages", async () => {
  const { db, replica } = await openRoom();
  const id = randomUUID();
  const closed_at = new Date("2026-01-01T01:30:00Z");
  await db
    .insertInto("incidents")
    .values([
      incidentRow(id, "a", { ...CLOSED, opened_at, closed_at }),
      incidentRow(randomUUID(), "b", { opened_at }),
    ])
    .execute();
  const { refresh, lines } = replica();
  await refresh();
  const [line, ...others] = await lines("incident_timestamp_seconds");
  expect(others).toEqual([]);
  expect(line).toContain(`event="closed",incident="${id}"`);
  expect(line).toContain(`url="https://x.test/incidents/${id}"`);
  expect(line).toMatch(new RegExp(` ${closed_at.getTime() / 1000}$`));
});

test("more namespaces than a label should have are summed, and of many incidents the newest hundred have names", async () => {
  const { db, replica } = await openRoom();
  await fillIncidents(db, 2_100);
  await db
    .updateTable("incidents")
    .set({ subject_namespace: sql`'team-' || subject_name`, opened_at: new Date("2026-01-01T01:30:00Z") })
    .execute();
  const { refresh, lines } = replica();
  await refresh();
  const counts = await lines("ledger_incidents");
  const countOf = (line: string) => Number(line.split(" ").at(-1));
  const sumOf = (some: readonly string[]) => some.map(countOf).reduce((sum, one) => sum + one, 0);
  expect(sumOf(counts)).toBe(2_100);
  expect(sumOf(counts.filter((line) => line.includes('"(others)"')))).toBe(100);
  expect(await lines("incident_timestamp_seconds")).toHaveLength(100);
});

test("a database that is away leaves the figures that were known last", async () => {
  const { db, drop, replica } = await openRoom();
  await db.insertInto("incidents").values(incidentRow(randomUUID(), "a")).execute();
  const known = replica();
  await known.refresh();
  const before = await known.lines("ledger_incidents");
  expect(before).toHaveLength(1);
  await drop();
  const later = replica();
  await later.refresh();
  expect(await later.lines("ledger_incidents")).toEqual([]);
  expect(await known.lines("ledger_incidents")).toEqual(before);
});
