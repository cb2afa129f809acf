import {
  CompiledQuery,
  type DatabaseConnection,
  DefaultConnectionProvider,
  Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
} from "kysely";
import pg from "pg";
import type { Logger } from "../core/logger.ts";
import { AtOnceExecutor } from "./at-once.ts";
import { toDatabaseError } from "./errors.ts";
import { joinWrites } from "./join-writes.ts";
import { createStatementNames } from "./prepared.ts";
import type { Tables } from "./tables.ts";
import { CONNECT_MS } from "./until-reached.ts";

export interface PoolOptions {
  /** A function is asked with each new connection: a password may have changed. */
  url: string | (() => string);
  logger: Logger;
  max?: number;
  /** How long a connection may take to come about, and one that is in use to come free. */
  connectMs?: number | undefined;
  /** Connections that stay open while nobody asks. */
  min?: number;
  /** 0 for none: a migration may take long. */
  statementTimeoutMs?: number;
}

const INT8_OID = 20;

export function createPool(options: PoolOptions): pg.Pool {
  const { url, logger, max = 20, min = 0 } = options;
  const { statementTimeoutMs = 30_000, connectMs = CONNECT_MS } = options;
  const pool = new pg.Pool({
    Client: clientOf(typeof url === "string" ? () => url : url),
    max,
    min,
    application_name: "kube-autofix",
    // A statement is sent without the answer to the one before it on the same connection.
    pipeline: true,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    // A worker that stalls inside a transaction must not hold an incident's row for ever.
    idle_in_transaction_session_timeout: 60_000,
    ...(statementTimeoutMs > 0 && {
      statement_timeout: statementTimeoutMs,
      // Longer than the server's own: it ends the wait for a server that does not answer any more.
      query_timeout: statementTimeoutMs + 5_000,
    }),
    types: { getTypeParser: parserOf },
  });
  // Without listeners the loss of a connection would end the process: the pool hears of idle ones, the client of those in
  // use, whose next statement then fails.
  const warn = (error: Error) =>
    logger.warn({ error: error.message }, "a connection to the database was lost");
  pool.on("error", warn);
  pool.on("connect", (client) => client.on("error", warn));
  return pool;
}

/** The pool hands its clients one configuration for ever; this takes the address from `url` each time. */
function clientOf(url: () => string): new (config?: pg.ClientConfig) => pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: url() });
      joinWrites(this);
    }
  };
}

/** Counts come as numbers where a number holds them exactly, else as text. */
const parserOf: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") => {
  if (oid !== INT8_OID || format === "binary") return pg.types.getTypeParser(oid, format as "text");
  return (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
};

/** `onAnswer` is called with each statement that the server carried out. */
export function createKysely(
  pool: pg.Pool,
  { onAnswer = () => {} }: { onAnswer?(): void } = {},
): Kysely<Tables> {
  const dialect = new PostgresDialect({ pool });
  const driver = new Driver({ pool }, onAnswer);
  const executor = new AtOnceExecutor(
    dialect.createQueryCompiler(),
    dialect.createAdapter(),
    new DefaultConnectionProvider(driver),
  );
  return new Kysely<Tables>({ config: { dialect }, dialect, driver, executor });
}

/** The driver of Kysely with every error put into our words at its source. */
class Driver extends PostgresDriver {
  readonly #wrapped = new WeakSet<DatabaseConnection>();
  readonly #begun = new WeakMap<DatabaseConnection, Promise<void>>();
  readonly #names = createStatementNames();
  readonly #planning = new WeakMap<DatabaseConnection, number>();
  #written = 0;
  #ready: Promise<void> | undefined;
  #isDestroyed = false;
  readonly #onAnswer: () => void;

  constructor(config: PostgresDialectConfig, onAnswer: () => void) {
    super(config);
    this.#onAnswer = onAnswer;
  }

  /** Not waited for: what follows goes out behind it, and with a connection that is lost all of it fails. */
  override async beginTransaction(...args: Parameters<PostgresDriver["beginTransaction"]>) {
    const begun = super.beginTransaction(...args);
    begun.catch(() => {});
    this.#begun.set(args[0], begun);
  }

  override async commitTransaction(connection: DatabaseConnection) {
    await this.#begun.get(connection);
    return super.commitTransaction(connection);
  }

  override async destroy() {
    this.#isDestroyed = true;
    await super.destroy();
  }

  override async acquireConnection(...args: Parameters<PostgresDriver["acquireConnection"]>) {
    if (this.#isDestroyed) throw new Error("the database was closed already");
    this.#ready ??= this.init();
    await this.#ready;
    const connection = await super.acquireConnection(...args).catch(rethrow);
    if (!this.#wrapped.has(connection)) this.#wrap(connection);
    if (this.#planning.get(connection) !== generationOf(this.#written)) await this.#planAnew(connection);
    return connection;
  }

  #wrap(connection: DatabaseConnection) {
    this.#wrapped.add(connection);
    this.#planning.set(connection, generationOf(this.#written));
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = <R>(query: CompiledQuery, ...rest: unknown[]) => {
      if (query.query.kind === "InsertQueryNode") this.#written += 1;
      return (execute as (...all: unknown[]) => ReturnType<typeof execute<R>>)(
        this.#withName(query),
        ...rest,
      ).then((answer) => {
        this.#onAnswer();
        return answer;
      }, rethrow);
    };
  }

  /**
   * A plan that was made over a table of a few rows reads it from end to end, and goes on to when it has a thousand: until
   * the server's own upkeep looks at the table, which takes a minute. So plans last until what this process wrote has
   * doubled.
   */
  async #planAnew(connection: DatabaseConnection) {
    this.#planning.set(connection, generationOf(this.#written));
    await connection.executeQuery(CompiledQuery.raw("discard plans"));
  }

  /** Kysely hands its text to the client as it is, which takes a text with a name as well. */
  #withName(query: CompiledQuery): unknown {
    const name = this.#names.nameOf(query.sql);
    return name === undefined ? query : { ...query, sql: { name, text: query.sql } };
  }
}

const generationOf = (written: number) => Math.floor(Math.log2(1 + written));

function rethrow(error: unknown): never {
  throw toDatabaseError(error);
}
