import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../src/core/logger.ts";
import {
  because,
  finding,
  incidentRoom,
  openOne,
  podSignal,
  type Room,
} from "../incidents/incident-setup.ts";
import { runAudit } from "./support/run-audit.ts";
import { cutTail, rebuildChain, tamper } from "./support/tampering.ts";

let room: Room;
let id: string;
let folder: string;
let log: string;

beforeEach(async () => {
  log = "";
  const write = (line: string) => {
    log += line;
  };
  room = await incidentRoom({ logger: createLogger({ level: "info", destination: { write } }) });
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  const earlier = await openOne(room);
  await room.store.withLock("finding.commit", earlier, (tx) =>
    tx.advance({ type: "diagnosed", finding: finding("memory-leak") }, because("diagnosed")),
  );
  id = await openOne(room, podSignal({ key: "another", symptom: "image-not-pulled" }));
  await room.store.withLock("finding.commit", id, async (tx) => {
    await tx.note("evidence", because("looked"));
    await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
    await tx.note("evidence", because("looked again"));
  });
});
afterEach(async () => {
  await room.database.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runAudit(room.database.url, args);

async function kept(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("audit export", () => {
  it("prints each chain, then its head, and ends with a count; what it prints can be verified against", async () => {
    const { code, out } = await run("export");
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    const own = lines.filter(({ incident }) => incident === id);
    expect(own.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual([
      "row 1",
      "row 2",
      "row 3",
      "row 4",
      "head 4",
    ]);
    expect(own.at(-1)).toMatchObject({ hash: own.at(-2)?.hash });
    expect(own[1]).toMatchObject({
      kind: "evidence",
      text: "looked",
      input: { text: "looked" },
      codeVersion: "0.1.0",
    });
    const rows = lines.filter(({ type }) => type === "row").length;
    expect(lines.at(-1)).toEqual({ type: "end", incidents: 2, rows });
    expect(await run("verify", "--heads", await kept("export", out))).toMatchObject({ code: 0, err: "" });
  });

  it("prints one incident alone, and says that there is none of an unknown id", async () => {
    const { out } = await run("export", "--incident", id);
    expect(out.trim().split("\n")).toHaveLength(6);
    const nobody = await run("export", "--incident", "00000000-0000-4000-8000-000000000000");
    expect(nobody).toMatchObject({ code: 2, out: "" });
    expect(nobody.err).toContain("there is no incident");
  });
});

describe("audit verify", () => {
  it("finds what is intact intact, and says what it cannot see without heads", async () => {
    const { code, out } = await run("verify");
    expect(code).toBe(0);
    expect(out).toContain("all as they were written");
    expect(out).toContain("--heads");
  });

  it.each([
    {
      what: "one byte of a row was changed",
      change: () =>
        tamper(room.db, (db) =>
          db
            .updateTable("audit")
            .set({ text: "lookeD" })
            .where("incident_id", "=", id)
            .where("sequence", "=", 2)
            .execute(),
        ),
      fault: "row 2: the row was changed",
    },
    {
      what: "one value of an input was changed",
      change: () =>
        tamper(room.db, (db) =>
          db
            .updateTable("audit")
            .set({ input: JSON.stringify({ text: "lookeD" }) })
            .where("incident_id", "=", id)
            .where("sequence", "=", 2)
            .execute(),
        ),
      fault: "row 2: the row was changed",
    },
    {
      what: "a row in the middle was deleted",
      change: () =>
        tamper(room.db, (db) =>
          db.deleteFrom("audit").where("incident_id", "=", id).where("sequence", "=", 3).execute(),
        ),
      fault: "row 3: the row is missing",
    },
    {
      what: "the last rows were deleted and the incident's count was not",
      change: () =>
        tamper(room.db, (db) =>
          db.deleteFrom("audit").where("incident_id", "=", id).where("sequence", ">=", 3).execute(),
        ),
      fault: "row 3: 4 rows were written, 2 are there",
    },
    {
      what: "every row was deleted",
      change: () => tamper(room.db, (db) => db.deleteFrom("audit").where("incident_id", "=", id).execute()),
      fault: "row 1: 4 rows were written, 0 are there",
    },
  ])("says which row, and what to do, where $what", async ({ change, fault }) => {
    await change();
    const { code, out } = await run("verify");
    expect(code).toBe(1);
    expect(out).toContain(`incident ${id}, ${fault}`);
    expect(out).toContain("credentials");
    expect(out.match(/^incident /gm)).toHaveLength(1);
  });

  it.each([
    {
      what: "a tail that was cut with its count",
      change: () => cutTail(room.db, id, 3),
      fault: "row 4",
      reason: "was cut",
    },
    {
      what: "a chain that was made anew",
      change: () => rebuildChain(room.db, id),
      fault: "row 4",
      reason: "made anew",
    },
  ])("shows $what by an export's heads alone", async ({ change, fault, reason }) => {
    const heads = await kept(
      "heads",
      (await run("export")).out
        .split("\n")
        .filter((line) => line.includes('"head"'))
        .join("\n"),
    );
    await change();
    expect(await run("verify")).toMatchObject({ code: 0 });
    const { code, out } = await run("verify", "--heads", heads);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`incident ${id}, ${fault}: .*${reason}`));
  });

  it.each([
    { what: "a tail that was cut", change: () => cutTail(room.db, id, 3), fault: "row 3" },
    { what: "a chain that was made anew", change: () => rebuildChain(room.db, id), fault: "row 3" },
  ])(
    "shows $what by the service's own log, whatever a collector puts before its lines",
    async ({ change, fault }) => {
      const lines = log.split("\n").map((line) => `2026-11-22T12:00:00Z stdout F ${line}`);
      const heads = await kept("service.log", `starting\n${lines.join("\n")}`);
      await change();
      const { code, out } = await run("verify", "--heads", heads);
      expect(code).toBe(1);
      expect(out).toContain(`incident ${id}, ${fault}`);
    },
  );

  it.each([
    {
      what: "a file without heads",
      args: async () => ["verify", "--heads", await kept("empty", "nothing\n")],
      says: "holds no head",
    },
    {
      what: "a file that is not there",
      args: async () => ["verify", "--heads", join(folder, "none")],
      says: "cannot read",
    },
    { what: "no verb", args: async () => [], says: "audit verify" },
    { what: "an option that is not known", args: async () => ["verify", "--all"], says: "--all" },
  ])("answers 2, not 1, to $what", async ({ args, says }) => {
    const { code, err } = await run(...(await args()));
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});
