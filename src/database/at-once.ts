import { type ConnectionProvider, type DatabaseConnection, DefaultQueryExecutor } from "kysely";

/**
 * In a transaction statements that are asked for at the same time go out together, where Kysely would send each after the
 * answer to the one before. The connection keeps their order, and one that fails makes the server refuse all behind it.
 */
export class AtOnceExecutor extends DefaultQueryExecutor {
  override withConnectionProvider(provider: ConnectionProvider): DefaultQueryExecutor {
    return super.withConnectionProvider(atOnce(provider));
  }
}

/** A transaction's provider has one connection, which it lends to one statement at a time. */
function atOnce(provider: ConnectionProvider): ConnectionProvider {
  let lent: Promise<DatabaseConnection> | undefined;
  return {
    async provideConnection(consumer) {
      lent ??= provider.provideConnection(async (connection) => connection);
      return consumer(await lent);
    },
  };
}
