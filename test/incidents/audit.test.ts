import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Tables } from "../../src/database/tables.ts";
import { chainReport } from "../support/chain-report.ts";
import { because, finding, incidentRoom, openOne, type Room } from "./incident-setup.ts";

describe("the audit", () => {
  let room: Room;
  let id: string;
  beforeEach(async () => {
    room = await incidentRoom();
    id = await openOne(room);
    await room.store.withLock("finding.commit", id, async (tx) => {
      const odd = {
        at: new Date(0),
        none: undefined,
        big: 1e21,
        small: -0,
        text: "a\0b\ud800",
        "k\0": [null, {}],
      };
      await tx.note("evidence", { text: "looked", input: odd, output: {} });
      await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
    });
  });
  afterEach(() => room.database.drop());

  const tamper = async (change: (db: Kysely<Tables>) => Promise<unknown>) => {
    await sql`alter table audit disable trigger user`.execute(room.db);
    await change(room.db);
  };

  it("is one chain from the opening on, whatever its input holds", async () => {
    expect(await chainReport(room.db, id)).toMatchObject({ rows: 3, fault: undefined });
    const rows = await room.db
      .selectFrom("audit")
      .select(["kind", "code_version"])
      .orderBy("sequence")
      .execute();
    expect(rows).toEqual([
      { kind: "opened", code_version: "0.1.0" },
      { kind: "evidence", code_version: "0.1.0" },
      { kind: "diagnosed", code_version: "0.1.0" },
    ]);
  });

  it("can be appended to alone", async () => {
    await expect(room.db.updateTable("audit").set({ text: "x" }).execute()).rejects.toThrow("append-only");
    await expect(room.db.deleteFrom("audit").execute()).rejects.toThrow("append-only");
  });

  it("shows which row was changed", async () => {
    await tamper((db) =>
      db.updateTable("audit").set({ text: "another" }).where("sequence", "=", 2).execute(),
    );
    expect(await chainReport(room.db, id)).toMatchObject({
      fault: { sequence: 2, reason: "the row was changed" },
    });
  });

  it.each([1, 2, 3])("shows that row %i was removed", async (sequence) => {
    await tamper((db) => db.deleteFrom("audit").where("sequence", "=", sequence).execute());
    expect(await chainReport(room.db, id)).toMatchObject({ fault: { sequence } });
  });
});
