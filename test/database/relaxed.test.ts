import { expect, onTestFinished, test } from "vitest";
import { relaxed } from "../../src/database/relaxed.ts";
import { testDatabase } from "../support/database.ts";

test("does not wait for the disk, commits, and leaves the connection as it was", async () => {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  // Of the only connection; the databases of tests never wait.
  await pool.query("set synchronous_commit = on");
  const inside = await relaxed(pool, {
    text: "insert into settings (name, value) values ($1, current_setting('synchronous_commit')) returning value",
    values: ["a"],
  });
  expect(inside.rows).toEqual([{ value: "off" }]);
  const { rows } = await pool.query(
    "select value, current_setting('synchronous_commit') as now from settings where name = 'a'",
  );
  expect(rows).toEqual([{ value: "off", now: "on" }]);
});

test("what is refused is thrown as the server said it, and the connection goes on", async () => {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  await expect(relaxed(pool, { text: "insert into settings (name) values (null)" })).rejects.toMatchObject({
    code: "23502",
  });
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});
