import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportAudit } from "../../src/incidents/export-audit.ts";
import { createAuditArchive } from "../../src/incidents/retention/audit-archive.ts";
import { type OldRoom, oldRoom } from "./old-room.ts";

let room: OldRoom;
beforeEach(async () => {
  room = await oldRoom();
});
afterEach(() => room.database.drop());

const now = () => room.clock.now();

describe("what is old and over", () => {
  it("goes with all its rows, and leaves a record of where its audit ended", async () => {
    const audit = await room.db.selectFrom("audit").selectAll().orderBy("sequence").execute();
    await room.purge();
    for (const table of ["incidents", "audit", "signals", "incident_symptoms", "outbox"])
      expect(await room.countOf(table)).toBe(`0 ${table}`);
    expect(await room.db.selectFrom("purged_chains").selectAll().execute()).toMatchObject([
      {
        number: 1,
        incident_id: room.old,
        subject: "Deployment/shop/web",
        sequence: audit.length,
        head: audit.at(-1)?.hash,
      },
    ]);
    expect(await room.purged("incident")).toBe(1);
    expect(await room.purged("audit-row")).toBe(audit.length);
    expect(room.log()).toContain('"purged":1');
  });

  it("is kept for ever where that is asked for", async () => {
    await room.purge({ incidentsDays: null });
    expect(await room.idsLeft()).toEqual([room.old]);
  });

  it("goes in batches of which each is bounded by incidents and by rows of the audit", async () => {
    const others = await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        return room.insertClosed(name);
      }),
    );
    expect(await room.idsLeft()).toHaveLength(1 + others.length);
    await room.purge({ bounds: { incidents: 2, auditRows: 1, rows: 1 } });
    expect(await room.idsLeft()).toEqual([]);
    expect(room.log().match(/purge head/g)).toHaveLength(4);
  });

  it("is walked past where some of it may not go", async () => {
    await room.db
      .updateTable("incidents")
      .set({ due_at: room.clock.now() })
      .where("id", "=", room.old)
      .execute();
    await room.insertClosed("younger");
    await room.purge({ bounds: { incidents: 1, auditRows: 100, rows: 1 } });
    expect(await room.idsLeft()).toEqual([room.old]);
  });
});

describe("records of what was purged", () => {
  it("cannot be changed or taken out", async () => {
    await room.purge();
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
    for await (const line of exportAudit(room.db, { incidentId: room.old }))
      if (line.type !== "end") lines.push(JSON.stringify(line));
    await room.purge({ archive: createAuditArchive(folder) });
    const [file = ""] = await readdir(folder);
    expect((await readFile(join(folder, file), "utf8")).trim().split("\n")).toEqual(lines);
  });

  it("that cannot be written keeps the incident", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(room.purge({ archive: createAuditArchive(file) })).rejects.toThrow();
    expect(await room.idsLeft()).toEqual([room.old]);
    expect(await room.countOf("purged_chains")).toBe("0 purged_chains");
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
    await room.purge({ incidentsDays: null, bounds: { incidents: 1, auditRows: 1, rows: 1 } });
    const alerts = await room.db.selectFrom("alerts").select("fingerprint").orderBy("fingerprint").execute();
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual(["still comes", "waits"]);
    const signals = await room.db
      .selectFrom("signals")
      .select("key")
      .where("incident_id", "is", null)
      .execute();
    expect(signals.map(({ key }) => key).sort()).toEqual(["waits", "young"]);
    expect(await room.purged("alert")).toBe(2);
  });

  it("is kept for ever where that is asked for", async () => {
    await alert("old", { reason: "the namespace is off" });
    await room.purge({ alertsDays: null });
    expect(await room.countOf("alerts")).toBe("1 alerts");
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
  await room.purge({ incidentsDays: null, alertsDays: null });
  for (const table of ["model_answers", "search_results", "memory_samples", "seen_callbacks", "pauses"])
    expect(await room.countOf(table)).toBe(`1 ${table}`);
  expect(await room.purged("cache-row")).toBe(5);
});
