import type pg from "pg";

/**
 * One statement whose commit does not wait for the disk, in one exchange. For what may be lost with the database's machine
 * and is done again then: any later commit that waits takes it along.
 */
export async function relaxed(pool: pg.Pool, statement: pg.QueryConfig): Promise<pg.QueryResult> {
  const client = await pool.connect();
  const outcomes = await Promise.allSettled([
    client.query("begin; set local synchronous_commit = off"),
    client.query(statement),
    client.query("commit"),
  ]);
  client.release();
  const [, outcome] = outcomes;
  if (outcome.status === "rejected") throw outcome.reason;
  for (const one of outcomes) if (one.status === "rejected") throw one.reason;
  return outcome.value;
}
