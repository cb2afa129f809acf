import { OperationError } from "../../core/errors.ts";

/** Neither the thrown error nor its text is passed on: both may hold the address or a token. */
export function unreachable(error: unknown, what: string): OperationError {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return new OperationError(`${what} failed: ${isTimeout ? "no answer in time" : codeOf(error)}`, {
    reason: isTimeout ? "timeout" : "unavailable",
    retryable: true,
  });
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? code : "the connection failed";
}
