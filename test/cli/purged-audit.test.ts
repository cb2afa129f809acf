import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OldRoom, oldRoom } from "../incidents/old-room.ts";
import { runAudit } from "./support/run-audit.ts";

let room: OldRoom;
let folder: string;
beforeEach(async () => {
  room = await oldRoom();
  await room.insertClosed("another");
  folder = await mkdtemp(join(tmpdir(), "audit-"));
});
afterEach(async () => {
  await room.database.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runAudit(room.database.url, args);

async function kept(content: string): Promise<string> {
  const path = join(folder, "heads");
  await writeFile(path, content);
  return path;
}

describe("a purged incident", () => {
  it("is no fault, by heads from before and since; its record is in the export and can be verified against", async () => {
    const before = (await run("export")).out;
    await room.purge();
    const after = (await run("export")).out;
    expect(after).toContain(`"incidentId":"${room.old}"`);
    const heads = await kept(`${before}${room.log()}${after}`);
    const { code, out } = await run("verify", "--heads", heads);
    expect(out).toContain("2 records of purged incidents: all as they were written");
    expect(code).toBe(0);
  });

  it.each([
    {
      what: "was changed",
      change: sql`update purged_chains set outcome = 'declined' where number = 2`,
      fault: "purged incident 2: the record was changed",
    },
    {
      what: "was taken out of the middle",
      change: sql`delete from purged_chains where number = 1`,
      fault: "purged incident 1: the record is missing",
    },
    {
      what: "was cut from the end",
      change: sql`delete from purged_chains where number = 2`,
      fault: "the record was there when its head was kept, and is gone",
    },
  ])("whose record $what is a fault", async ({ change, fault }) => {
    await room.purge();
    await sql`alter table purged_chains disable trigger user`.execute(room.db);
    await change.execute(room.db);
    const { code, out } = await run("verify", "--heads", await kept(room.log()));
    expect(out).toContain(fault);
    expect(code).toBe(1);
  });
});
