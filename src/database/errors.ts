import { OperationError } from "../core/errors.ts";

/** Errors of sockets and name look-ups, as Node names them. */
const SOCKET_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ENOENT",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * SQLSTATE classes and codes after which the same statement may succeed later: 08 connection, 53 resources (disk, memory,
 * connections), 57P shutting down or starting up, 25006 a replica before its promotion.
 * Source: PostgreSQL documentation, "Appendix A. PostgreSQL Error Codes".
 */
const STATES = /^(08...|53...|57P0.|25006)$/;

/** pg gives these of its own errors no code: the text is all there is. Source: pg/lib/client.js, pg-pool/index.js. */
const CODELESS =
  /^(Connection terminated|timeout expired$|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after)/;

/** Whether the database is away, as opposed to refusing what it was asked. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof OperationError) return error.reason === "unavailable";
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss);
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== "string") return CODELESS.test(error.message);
  return SOCKET_CODES.has(code) || STATES.test(code);
}

/**
 * Whether a statement was refused because one before it failed in the same transaction. 26000: it goes by a name that the
 * refused one before it was to be kept under.
 */
export function isOfAbortedTransaction(error: unknown): boolean {
  return error instanceof Error && ["25P02", "26000"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Gives a lost connection the words that the rest of the service branches on; any other error stays as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof OperationError || !isConnectionLoss(error)) return error;
  return new OperationError("the database is away: its work goes on when it is back", {
    reason: "unavailable",
    retryable: true,
    cause: error,
  });
}
