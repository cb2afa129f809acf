import pg from "pg";
import { OperationError } from "../core/errors.ts";
import { toDatabaseError } from "./errors.ts";

/**
 * Throws OperationError `invalid` where a pooler gives each transaction whichever of its connections is free (PgBouncer's
 * `pool_mode = transaction`): what is listened to there is heard by nobody, and a lock of a session belongs to all.
 */
export async function refuseSharedSessions(to: { url: string; connectMs: number }): Promise<void> {
  const clients = [clientOf(to), clientOf(to)] as const;
  try {
    for (const client of clients) await client.connect();
    // Each twice and in turn: a pooler may have more than one connection, and hand out the next each time.
    const seen: number[][] = [[], []];
    for (const _round of [1, 2])
      for (const [index, client] of clients.entries()) seen[index]?.push(await sessionOf(client));
    const [one, other] = seen.map((pids) => new Set(pids));
    if (one?.size === 1 && other?.size === 1 && one.isDisjointFrom(other)) return;
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    for (const client of clients) await client.end().catch(() => {});
  }
  throw new OperationError(
    "DATABASE_URL leads to a pooler that shares its connections between transactions, where LISTEN and locks of a session do not work: give it pool_mode = session, or name the PostgreSQL server itself",
    { reason: "invalid", retryable: false },
  );
}

function clientOf({ url, connectMs }: { url: string; connectMs: number }): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs });
  client.on("error", () => {});
  return client;
}

async function sessionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? Number.NaN;
}
