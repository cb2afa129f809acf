import pg from "pg";

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

/**
 * Statements that are sent in one turn of the event loop go to the server in one write: each would be a write of its own, and
 * those of a transaction that do not wait for each other come in bunches. None waits for longer than what asked for it runs.
 */
export function joinWrites(client: pg.Client): void {
  let isHeld = false;
  const holdUntilTurnEnds = () => {
    const { stream } = client.connection;
    isHeld = true;
    stream.cork();
    process.nextTick(() => {
      isHeld = false;
      stream.uncork();
    });
  };
  client.query = ((...given: unknown[]) => {
    if (!isHeld) holdUntilTurnEnds();
    return (pg.Client.prototype.query as Query).apply(client, given);
  }) as typeof client.query;
}
