import { expect, onTestFinished, test } from "vitest";
import { inARow } from "../../bench/road/exchanges.ts";
import { recordStatements } from "../../bench/road/recorded-statements.ts";
import { testDatabase } from "../support/database.ts";

test.each([
  { of: "none", exchanges: [], row: 0 },
  {
    of: "three, each after the one before",
    exchanges: [
      [0, 1],
      [1, 2],
      [3, 4],
    ],
    row: 3,
  },
  {
    of: "three at once",
    exchanges: [
      [0, 3],
      [0, 2],
      [1, 4],
    ],
    row: 1,
  },
  {
    of: "a long one beside two short ones",
    exchanges: [
      [0, 9],
      [1, 2],
      [3, 4],
    ],
    row: 2,
  },
  {
    of: "one that is never answered",
    exchanges: [
      [0, 1],
      [2, Number.POSITIVE_INFINITY],
    ],
    row: 1,
  },
])("the longest row of $of is $row", ({ exchanges, row }) => {
  const asked = exchanges.map(([sentAtMs = 0, answeredAtMs = 0]) => ({ sentAtMs, answeredAtMs }));
  expect(inARow(asked)).toBe(row);
});

test.each([
  { of: "a write", texts: ["insert into settings (name, value) values ('a', '')"], commits: 1 },
  { of: "an update", texts: ["update settings set value = 'b' where name = 'a'"], commits: 1 },
  { of: "a read that locks", texts: ["select name from settings for update"], commits: 0 },
  {
    of: "a transaction with two writes",
    texts: [
      "begin",
      "delete from settings where name = 'a'",
      "delete from settings where name = 'b'",
      "commit",
    ],
    commits: 1,
  },
  {
    of: "a transaction that only reads",
    texts: ["begin", "select 1", "commit"],
    commits: 0,
  },
  {
    of: "a relaxed transaction",
    texts: ["begin; set local synchronous_commit = off", "delete from settings where name = 'a'", "commit"],
    commits: 0,
  },
  {
    of: "a write that does not wait for the disk",
    texts: [
      `with relaxed as (select set_config('synchronous_commit', 'off', true))
       insert into settings (name, value) select 'c', '' from relaxed`,
    ],
    commits: 0,
  },
])("$of waits $commits times for the disk", async ({ texts, commits }) => {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  const client = await pool.connect();
  const recorder = recordStatements();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    recorder.end();
    client.release();
  }
  const statements = recorder.statements();
  expect(statements).toHaveLength(texts.length);
  expect(statements.filter(({ isCommit }) => isCommit)).toHaveLength(commits);
  expect(statements.every(({ answeredAtMs }) => answeredAtMs < Number.POSITIVE_INFINITY)).toBe(true);
});
