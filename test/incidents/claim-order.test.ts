import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAlertmanagerPayload } from "../../src/alerts/alertmanager-payload.ts";
import { BEHIND_SECONDS, type Severity } from "../../src/domain/severity.ts";
import { takePending, takeStatement } from "../../src/incidents/pending-signals.ts";
import { DEPLOYMENT, incidentRoom, podSignal, type Room, replicaOn } from "./incident-setup.ts";

describe("signals that wait", () => {
  let room: Room;
  beforeEach(async () => {
    room = await incidentRoom();
  });
  afterEach(() => room.database.drop());

  const hear = (name: string, severity?: Severity) =>
    room.ingest.acceptSignals([podSignal({ key: name, pod: name, ...(severity && { severity }) })]);
  const take = async (limit = 1) => {
    const taken = await takePending(room.db, { now: room.clock.now(), leaseMs: 3_600_000, limit });
    return taken.map(({ suspect }) => suspect.name);
  };
  const takeAll = async () => {
    const order: string[] = [];
    for (let next = await take(); next.length > 0; next = await take()) order.push(...next);
    return order;
  };

  it("are taken by severity, and by age where that is the same", async () => {
    const heard: [string, Severity | undefined][] = [
      ["info-old", "info"],
      ["warning-old", "warning"],
      ["unknown", undefined],
      ["critical-old", "critical"],
      ["info-new", "info"],
      ["critical-new", "critical"],
    ];
    for (const [name, severity] of heard) {
      await hear(name, severity);
      room.clock.advance(1);
    }
    expect(await takeAll()).toEqual([
      "critical-old",
      "critical-new",
      "warning-old",
      "unknown",
      "info-old",
      "info-new",
    ]);
  });

  it.each(["warning", "info"] as const)(
    "go before a critical one that came due later by more than %s goes behind",
    async (severity) => {
      await hear("old", severity);
      room.clock.advance(BEHIND_SECONDS[severity] - 1);
      await hear("critical-before", "critical");
      room.clock.advance(2);
      await hear("critical-after", "critical");
      expect(await takeAll()).toEqual(["critical-before", "old", "critical-after"]);
    },
  );

  it("do not starve beside a stream of critical ones that never ends", async () => {
    await hear("info", "info");
    const stepSeconds = 60;
    let waitedSeconds = 0;
    // Two come for each that is taken, so that the queue only grows.
    for (let isTaken = false; !isTaken; waitedSeconds += stepSeconds) {
      await hear(`a-${waitedSeconds}`, "critical");
      await hear(`b-${waitedSeconds}`, "critical");
      isTaken = (await take()).includes("info");
      room.clock.advance(stepSeconds);
      expect(waitedSeconds).toBeLessThan(10 * BEHIND_SECONDS.info);
    }
    // What came within the quarter of an hour goes before it, one a step, and nothing that came later.
    expect(waitedSeconds).toBeGreaterThanOrEqual(2 * BEHIND_SECONDS.info);
    expect(waitedSeconds).toBeLessThanOrEqual(2 * BEHIND_SECONDS.info + 4 * stepSeconds);
  });

  it("open their incidents in that order, whichever look-up is answered first", async () => {
    const peer = replicaOn(room.database, room.clock, {
      find: async ({ name }) => {
        // The worst are answered last.
        if (!name.startsWith("info")) await new Promise(setImmediate);
        const subject = { ...DEPLOYMENT, name, uid: randomUUID() };
        return { kind: "found", subject, workload: subject, note: "" };
      },
    });
    for (const severity of ["info", "critical", "warning"] as const)
      for (const number of [1, 2]) await hear(`${severity}-${number}`, severity);
    expect(await peer.correlate()).toBe(6);
    const rows = await room.db.selectFrom("incidents").select(["id", "subject_name"]).execute();
    const names = new Map(rows.map(({ id, subject_name }) => [`advance ${id}`, subject_name]));
    const opened = peer.sent.map((sent) => names.get(sent)?.split("-")[0]);
    expect(opened).toEqual(["critical", "critical", "warning", "warning", "info", "info"]);
  });

  it("make an incident as urgent as the worst of them, and never less", async () => {
    const severityOfIncident = async () =>
      (await room.db.selectFrom("incidents").select("severity").executeTakeFirstOrThrow()).severity;
    const seen: Severity[] = [];
    for (const [name, severity] of [
      ["a", "info"],
      ["b", "critical"],
      ["c", "warning"],
    ] as const) {
      await hear(name, severity);
      await room.correlate();
      seen.push(await severityOfIncident());
    }
    expect(seen).toEqual(["info", "critical", "critical"]);
  });

  it("have the severity that their alert's label names, where it is one of the list", async () => {
    const labels: [string, object][] = [
      ["a", { severity: "critical" }],
      ["b", { severity: "info" }],
      ["c", { severity: "CRITICAL'; drop table signals" }],
      ["d", {}],
      ["e", { severity: "__proto__" }],
    ];
    const alerts = labels.map(([fingerprint, label]) => ({
      status: "firing",
      labels: { alertname: "KubePodOOMKilled", namespace: "shop", pod: fingerprint, ...label },
      annotations: {},
      startsAt: "2026-11-22T11:59:00Z",
      fingerprint,
    }));
    await room.ingest.acceptAlerts(parseAlertmanagerPayload({ version: "4", alerts }));
    const rows = await room.db.selectFrom("signals").select("severity").orderBy("key").execute();
    expect(rows.map(({ severity }) => severity)).toEqual([
      "critical",
      "info",
      "warning",
      "warning",
      "warning",
    ]);
  });

  it("are found by an index, however many wait and however many are settled", async () => {
    await sql`
      insert into signals (id, key, source, symptom, suspect, at, detail, severity, state, due_at, created_at)
      select gen_random_uuid(), 'k' || n, 'event', 'killed', '{}', ${room.clock.now()}, '',
        (array['critical', 'warning', 'info'])[1 + n % 3], case when n % 2 = 0 then 'pending' else 'joined' end,
        ${room.clock.now()}::timestamptz - n * interval '1 ms', ${room.clock.now()}
      from generate_series(1, 10000) as n`.execute(room.db);
    await sql`analyze signals`.execute(room.db);
    const statement = takeStatement({ now: room.clock.now(), leaseMs: 1_000, limit: 100 }).compile(room.db);
    const { rows } = await room.database.pool.query(`explain ${statement.sql}`, [...statement.parameters]);
    const plan = rows.map((row: Record<string, string>) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain("signals_turn");
    expect(plan).toContain("signals_pkey");
    expect(plan).not.toContain("Seq Scan");
  });
});
