import { OperationError } from "../core/errors.ts";
import type { ApiConnection, ApiRequest } from "./api-connection.ts";

/**
 * A connection over which nothing can be changed, whoever asks: reads pass, and of what writes only what the API server itself takes as
 * a dry run. It looks at the request as it goes out, so that no flag that was lost on the way makes a write of it.
 */
export function onlyDryRuns(connection: ApiConnection): ApiConnection {
  return {
    async send(request) {
      refuseWrite(request);
      return connection.send(request);
    },
    async open(request) {
      refuseWrite(request);
      return connection.open(request);
    },
  };
}

const READS: ReadonlySet<ApiRequest["verb"]> = new Set(["get", "list", "watch"]);

function refuseWrite(request: ApiRequest): void {
  if (READS.has(request.verb) || isDryRun(request)) return;
  throw new OperationError(`did not ${request.what}: the service runs dry (DRY_RUN) and writes nothing`, {
    reason: "forbidden",
    retryable: false,
  });
}

/** A deletion with a body is a dry run by its body alone: then the server does not look at the query. */
function isDryRun({ verb, query, body }: ApiRequest): boolean {
  if (verb !== "delete") return query?.dryRun === "All";
  const options = (body ?? {}) as { dryRun?: unknown };
  return Array.isArray(options.dryRun) && options.dryRun.length === 1 && options.dryRun[0] === "All";
}
