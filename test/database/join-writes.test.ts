import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../support/database.ts";

test("statements of one turn go out in one write, in order, and each is answered", async () => {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  const client = await pool.connect();
  try {
    await client.query("select 1");
    let writes = 0;
    const { stream } = (client as unknown as { connection: { stream: Writes } }).connection;
    for (const name of ["_write", "_writev"] as const) {
      const write = stream[name].bind(stream);
      stream[name] = (...given) => {
        writes += 1;
        return write(...given);
      };
    }
    const asked = [1, 2, 3].map((number) => client.query("select $1::int as number", [number]));
    expect(writes).toBe(0);
    const answers = await Promise.all(asked);
    expect(answers.map(({ rows }) => rows)).toEqual([[{ number: 1 }], [{ number: 2 }], [{ number: 3 }]]);
    expect(writes).toBe(1);
    await client.query("select 1");
    expect(writes).toBe(2);
  } finally {
    client.release();
  }
});

type Write = (...given: unknown[]) => unknown;
interface Writes {
  _write: Write;
  _writev: Write;
}

test("a connection that is lost with statements on their way fails each of them", async () => {
  const { pool, drop } = await testDatabase();
  onTestFinished(drop);
  const client = await pool.connect();
  const asked = ["select 1", "select pg_terminate_backend(pg_backend_pid())", "select 2"].map((text) =>
    client.query(text).then(
      () => "answered",
      () => "failed",
    ),
  );
  expect(await Promise.all(asked)).toEqual(["answered", "failed", "failed"]);
  client.release(true);
});
