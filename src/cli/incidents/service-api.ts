import { z } from "zod";
import type { Config } from "../../config/config.ts";
import { knownTokens } from "../../config/secrets.ts";
import { cleanText } from "../../core/clean-text.ts";
import { messageOf, OperationError } from "../../core/errors.ts";

/** The service that runs, over its HTTP API. Both throw OperationError, whose message says what to do. */
export interface ServiceApi {
  get(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
}

const REQUEST_MS = 30_000;
const refusalSchema = z.object({ error: z.object({ message: z.string() }) });

/** With the operator's token; to read, the viewer's does as well. Throws where none is known here. */
export async function openServiceApi(
  config: Config,
  on: { url: string | undefined; fetch: typeof fetch },
): Promise<ServiceApi> {
  const base = (on.url ?? config.http.serviceUrl).replace(/\/+$/, "");
  const token = (await knownTokens(config)).operator ?? config.http.viewerTokens()?.[0];
  if (token === undefined)
    throw refused(
      "no token is known here: set OPERATOR_TOKEN to the service's, or DATA_DIR to its folder",
      "forbidden",
    );
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await on
      .fetch(`${base}/api/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        redirect: "error",
        signal: AbortSignal.timeout(REQUEST_MS),
      })
      .catch((error: unknown) => {
        throw refused(
          `the service is not reached at ${base} (${causeOf(error)}): start it, or set SERVICE_URL or --url to where it is`,
          "unavailable",
        );
      });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return body;
    if (response.status === 401)
      throw refused(
        "the token is not taken: set OPERATOR_TOKEN to the one that the service runs with",
        "forbidden",
      );
    const told = refusalSchema.safeParse(body).data?.error.message;
    throw refused(
      told === undefined ? `what is at ${base} answers ${response.status}` : cleanText(told),
      "other",
    );
  };
  return {
    get(path, query = {}) {
      const given = Object.entries(query).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const search = new URLSearchParams(given).toString();
      return ask(search === "" ? path : `${path}?${search}`, { method: "GET" });
    },
    post: (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) }),
  };
}

/** Node says "fetch failed" and keeps why to itself. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}

const refused = (message: string, reason: "forbidden" | "unavailable" | "other") =>
  new OperationError(message, { reason, retryable: false });
