import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql, type Updateable } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../src/core/logger.ts";
import type { IncidentTable } from "../../src/database/tables.ts";
import { exportAudit } from "../../src/incidents/export-audit.ts";
import { createAuditArchive } from "../../src/incidents/retention/audit-archive.ts";
import type { KEPT_BY } from "../../src/incidents/retention/purgeable.ts";
import { purgeAll } from "../../src/incidents/retention/retention.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { because, incidentRoom, openOne, podSignal, type Room } from "./incident-setup.ts";

const DAY_MS = 24 * 3_600_000;
let room: Room;
let log: string;
let old: string;

beforeEach(async () => {
  log = "";
  room = await incidentRoom();
  old = await openOne(room);
  await room.store.withLock("finding.commit", old, (tx) => tx.note("evidence", because("looked")));
  await closeAll();
  room.clock.advance((100 * DAY_MS) / 1000);
});
afterEach(() => room.database.drop());

const closeAll = () =>
  room.db
    .updateTable("incidents")
    .set({ status: "closed", outcome: "fixed", closed_at: room.clock.now(), due_at: null })
    .where("status", "<>", "closed")
    .execute();

const write = (line: string) => {
  log += line;
};
const purge = (more: Partial<Parameters<typeof purgeAll>[0]> = {}) =>
  purgeAll(
    {
      ...{ db: room.db, clock: room.clock, metrics: room.metrics },
      logger: createLogger({ level: "info", destination: { write } }),
      incidentsDays: 90,
      alertsDays: 90,
      ...more,
    },
    new AbortController().signal,
  );

const idsLeft = async () =>
  (await room.db.selectFrom("incidents").select("id").execute()).map(({ id }) => id);
const countOf = async (table: string) => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    room.db,
  );
  return rows[0]?.count;
};
const purged = async (kind: string) =>
  (await room.metrics.purged.get()).values.find(({ labels }) => labels.kind === kind)?.value;

describe("what is old and over", () => {
  it("goes with all its rows, and leaves a record of where its audit ended", async () => {
    const audit = await room.db.selectFrom("audit").selectAll().orderBy("sequence").execute();
    await purge();
    for (const table of ["incidents", "audit", "signals", "incident_symptoms", "outbox"])
      expect(`${table} ${await countOf(table)}`).toBe(`${table} 0`);
    expect(await room.db.selectFrom("purged_chains").selectAll().execute()).toMatchObject([
      {
        number: 1,
        incident_id: old,
        subject: "Deployment/shop/web",
        sequence: audit.length,
        head: audit.at(-1)?.hash,
      },
    ]);
    expect(await purged("incident")).toBe(1);
    expect(await purged("audit-row")).toBe(audit.length);
    expect(log).toContain('"purged":1');
  });

  it("is kept for ever where that is asked for", async () => {
    await purge({ incidentsDays: null });
    expect(await idsLeft()).toEqual([old]);
  });

  it("goes in batches of which each is bounded by incidents and by rows of the audit", async () => {
    const others = await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        const id = randomUUID();
        await insertClosed(id, name);
        return id;
      }),
    );
    expect(await idsLeft()).toHaveLength(1 + others.length);
    await purge({ bounds: { incidents: 2, auditRows: 1, rows: 1 } });
    expect(await idsLeft()).toEqual([]);
    expect(log.match(/purge head/g)).toHaveLength(4);
  });

  it("is walked past where some of it may not go", async () => {
    await room.db.updateTable("incidents").set({ due_at: room.clock.now() }).where("id", "=", old).execute();
    await insertClosed(randomUUID(), "younger");
    await purge({ bounds: { incidents: 1, auditRows: 100, rows: 1 } });
    expect(await idsLeft()).toEqual([old]);
  });
});

/** An old closed incident with one row of the audit. */
async function insertClosed(id: string, name: string): Promise<void> {
  const at = new Date(room.clock.now().getTime() - 95 * DAY_MS);
  await room.db
    .insertInto("incidents")
    .values(incidentRow(id, name, { opened_at: at, last_symptom_at: at }))
    .execute();
  await room.store.withLock("finding.commit", id, (tx) => tx.note("evidence", because("looked")));
  await room.db
    .updateTable("incidents")
    .set({ status: "closed", outcome: "fixed", closed_at: at })
    .where("id", "=", id)
    .execute();
}

const now = () => room.clock.now();

const attempt = (
  id: string,
  values: { result: string | null; plan: object; target?: string; startedAt?: Date },
) =>
  sql`
  insert into attempts (id, incident_id, number, target_key, plan_digest, plan, pre_image, before, steps, verification,
    previous_run_seconds, result, started_at)
  values (${randomUUID()}, ${id}, (select 1 + count(*) from attempts), ${values.target ?? "web"}, 'd',
    ${JSON.stringify(values.plan)}, '{}', '{}', '[]', '{}', 0, ${values.result}, ${values.startedAt ?? now()})`.execute(
    room.db,
  );
const undo = { actions: [{ type: "SetMemoryLimit" }], undoes: { attemptId: "a", by: "ann", reason: "no" } };
const set = (id: string, values: Updateable<IncidentTable>) =>
  room.db.updateTable("incidents").set(values).where("id", "=", id).execute();

describe("what is old and closed is kept", () => {
  const reasons: Record<keyof typeof KEPT_BY, (id: string) => Promise<unknown>> = {
    "something is due": (id) => set(id, { due_at: new Date(0) }),
    "its subject is watched on": (id) => set(id, { watch_until: now() }),
    "an incident that it caused is here": (id) =>
      room.db
        .insertInto("incidents")
        .values(
          incidentRow(randomUUID(), "symptom", { caused_by: id, opened_at: now(), last_symptom_at: now() }),
        )
        .execute(),
    "an attempt has not ended": (id) => attempt(id, { result: null, plan: { actions: [] } }),
    "a question waits": (id) =>
      sql`insert into approvals (id, incident_id, plan_digest, token_hash, state, created_at, expires_at)
        values (${randomUUID()}, ${id}, 'd', 't', 'pending', ${now()}, ${now()})`.execute(room.db),
    "word of it has not gone out": (id) =>
      sql`insert into outbox (id, incident_id, sequence, change, channel, notification, state, tries, due_at, created_at)
        values (${randomUUID()}, ${id}, 99, 'opened', 'bot', '{}', 'sending', 0, ${now()}, ${now()})`.execute(
        room.db,
      ),
    "it has its object's turn": (id) =>
      sql`insert into turns (target_key, incident_id, taken_at) values ('web', ${id}, ${now()})`.execute(
        room.db,
      ),
    "a breaker that it opened is open": (id) =>
      sql`insert into breakers (id, cluster, breaker, scope, reason, opened_at, seen_at, incident_id)
        values (${randomUUID()}, 'c', 'storm', '', 'many', ${now()}, ${now()}, ${id})`.execute(room.db),
    "an alert of it still comes": (id) =>
      sql`insert into alerts (id, fingerprint, starts_at, status, labels, annotations, generator_url, group_key,
          receiver, received_at, last_received_at, deliveries, incident_id)
        values (${randomUUID()}, 'f', ${now()}, 'firing', '{}', '{}', '', '', '', ${now()}, ${now()}, 9, ${id})`.execute(
        room.db,
      ),
    "a person undid its repair": (id) => attempt(id, { result: "verified", plan: undo, target: "undone" }),
  };

  it("while something of it goes on, is owed, or holds the service back", async () => {
    const byReason = new Map<string, string>();
    for (const [reason, arrange] of Object.entries(reasons)) {
      const id = randomUUID();
      await insertClosed(id, `kept-${byReason.size}`);
      await arrange(id);
      byReason.set(reason, id);
    }
    await purge();
    const left = await idsLeft();
    const kept = Object.keys(reasons).filter((reason) => left.includes(byReason.get(reason) ?? ""));
    expect(kept).toEqual(Object.keys(reasons));
    // And nothing else: the symptom's own incident is open.
    expect(left).toHaveLength(kept.length + 1);
  });

  it("while its time is not over, or a symptom of it came since", async () => {
    await purge({ incidentsDays: 101 });
    expect(await idsLeft()).toEqual([old]);
    await room.db.updateTable("incidents").set({ last_symptom_at: now() }).execute();
    await purge();
    expect(await idsLeft()).toEqual([old]);
  });

  it("until a later repair of the object held after the one that a person undid", async () => {
    const earlier = new Date(now().getTime() - 95 * DAY_MS);
    await attempt(old, { result: "verified", plan: undo, startedAt: earlier });
    await attempt(old, { result: "verified", plan: { actions: [{ type: "SetMemoryLimit" }] } });
    await purge();
    expect(await idsLeft()).toEqual([]);
  });

  it("where its audit is not as it was written, for that is evidence", async () => {
    await sql`alter table audit disable trigger user`.execute(room.db);
    await sql`update audit set text = 'another' where sequence = 2`.execute(room.db);
    await sql`alter table audit enable trigger user`.execute(room.db);
    await purge();
    expect(await idsLeft()).toEqual([old]);
    expect(log).toContain("not as it was written");
  });

  it("as long as it is not closed, by whatever hand: the database refuses the record and the audit's rows", async () => {
    const open = await openOne(room, podSignal({ key: "later", symptom: "image-not-pulled" }));
    const head = await room.db
      .selectFrom("audit")
      .select(["sequence", "hash"])
      .where("incident_id", "=", open)
      .orderBy("sequence", "desc")
      .executeTakeFirstOrThrow();
    await expect(
      sql`insert into purged_chains values (1, ${open}, 'c', 's', null, null, ${now()}, ${now()}, ${head.sequence},
        ${head.hash}, ${now()}, '', '')`.execute(room.db),
    ).rejects.toThrow("is not closed");
    await expect(room.db.deleteFrom("audit").execute()).rejects.toThrow("append-only");
  });
});

describe("records of what was purged", () => {
  it("cannot be changed or taken out", async () => {
    await purge();
    await expect(room.db.deleteFrom("purged_chains").execute()).rejects.toThrow("append-only");
    await expect(room.db.updateTable("purged_chains").set({ cause: null }).execute()).rejects.toThrow(
      "append-only",
    );
  });
});

describe("an archive", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "autofix-archive-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("holds the audit of what was purged as an export of it did", async () => {
    const lines: string[] = [];
    for await (const line of exportAudit(room.db, { incidentId: old }))
      if (line.type !== "end") lines.push(JSON.stringify(line));
    await purge({ archive: createAuditArchive(folder) });
    const [file = ""] = await readdir(folder);
    expect((await readFile(join(folder, file), "utf8")).trim().split("\n")).toEqual(lines);
  });

  it("that cannot be written keeps the incident", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(purge({ archive: createAuditArchive(file) })).rejects.toThrow();
    expect(await idsLeft()).toEqual([old]);
    expect(await countOf("purged_chains")).toBe(0);
  });
});

describe("what opened no incident", () => {
  const alert = (name: string, more: { reason: string | null; lastAt?: Date }) =>
    sql`
    insert into alerts (id, fingerprint, starts_at, status, labels, annotations, generator_url, group_key, receiver,
      received_at, last_received_at, deliveries, reason)
    values (${randomUUID()}, ${name}, ${now()}, 'firing', '{}', '{}', '', '', '', ${new Date(0)},
      ${more.lastAt ?? new Date(0)}, 1, ${more.reason})`.execute(room.db);
  const signal = (key: string, state: string, at: Date) =>
    sql`
    insert into signals (id, key, source, symptom, suspect, at, detail, state, due_at, created_at)
    values (${randomUUID()}, ${key}, 'event', 'oom-killed', '{}', ${at}, '', ${state}, ${now()}, ${at})`.execute(
      room.db,
    );

  it("goes when it is old, a row at a time where the bound says so; what waits or still comes stays", async () => {
    await alert("old", { reason: "the namespace is off" });
    await alert("old too", { reason: "the namespace is off" });
    await alert("waits", { reason: null });
    await alert("still comes", { reason: "the namespace is off", lastAt: now() });
    await signal("old", "refused", new Date(0));
    await signal("waits", "pending", new Date(0));
    await signal("young", "refused", now());
    await purge({ incidentsDays: null, bounds: { incidents: 1, auditRows: 1, rows: 1 } });
    const alerts = await room.db.selectFrom("alerts").select("fingerprint").orderBy("fingerprint").execute();
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual(["still comes", "waits"]);
    const signals = await room.db
      .selectFrom("signals")
      .select("key")
      .where("incident_id", "is", null)
      .execute();
    expect(signals.map(({ key }) => key).sort()).toEqual(["waits", "young"]);
    expect(await purged("alert")).toBe(2);
  });

  it("is kept for ever where that is asked for", async () => {
    await alert("old", { reason: "the namespace is off" });
    await purge({ alertsDays: null });
    expect(await countOf("alerts")).toBe(1);
  });
});

it("caches lose what is of no use any more, and nothing else", async () => {
  const later = new Date(now().getTime() + 1_000);
  await sql`insert into model_answers values ('old', ${new Date(0)}, null, ${new Date(0)}), ('new', ${now()}, null, ${later})`.execute(
    room.db,
  );
  await sql`insert into search_results values ('old', '[]', ${new Date(0)}), ('new', '[]', ${later})`.execute(
    room.db,
  );
  await sql`insert into memory_samples values ('n', 'p', 'c', ${new Date(0)}, 1, ${new Date(0)}), ('n', 'p', 'c', ${now()}, 1, ${now()})`.execute(
    room.db,
  );
  await sql`insert into seen_callbacks values ('old', ${new Date(0)}), ('new', ${now()})`.execute(room.db);
  await sql`insert into pauses values ('c', 'old', ${new Date(0)}, 'ann', ${now()}), ('c', 'new', ${later}, 'ann', ${now()})`.execute(
    room.db,
  );
  await purge({ incidentsDays: null, alertsDays: null });
  for (const table of ["model_answers", "search_results", "memory_samples", "seen_callbacks", "pauses"])
    expect(`${table} ${await countOf(table)}`).toBe(`${table} 1`);
  expect(await purged("cache-row")).toBe(5);
});
