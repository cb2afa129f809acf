import { z } from "zod";
import { type FailureReason, OperationError } from "../core/errors.ts";

const statusSchema = z.object({
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .object({
      name: z.string().optional(),
      causes: z.array(z.object({ reason: z.string().optional(), field: z.string().optional() })).optional(),
    })
    .optional(),
});
type Status = z.infer<typeof statusSchema>;

/** How much of the server's own words goes into an error: they can echo a whole object. */
const MESSAGE_LIMIT = 600;

/** The error for an answer that is not 2xx; `what` says what was being done, to what. */
export function errorOfAnswer(what: string, code: number, body: string): OperationError {
  const status = parseStatus(body);
  const reason = reasonOf(code, status);
  const said = (status.message ?? body).slice(0, MESSAGE_LIMIT).trim();
  return new OperationError(`could not ${what}: ${code} ${said}`, {
    reason,
    retryable: reason === "unavailable" || reason === "timeout",
  });
}

function reasonOf(code: number, status: Status): FailureReason {
  if (code === 401 || code === 403) return "forbidden";
  if (code === 404) return "not-found";
  if (code === 409) return "conflict";
  if (code === 408 || code === 504) return "timeout";
  if (code === 429 || code >= 500) return "unavailable";
  if (code === 422) return reasonOfUnprocessable(status);
  if (code === 400) return "invalid";
  return "other";
}

/**
 * A JSON Patch whose `test` fails, or that removes what is not there, is answered with 422 `Invalid` and empty
 * `details`: no object and no causes, unlike an object that validation refuses. A ValidatingAdmissionPolicy answers
 * 422 too; its causes name no field. Source: k8s.io/apiserver pkg/endpoints/handlers/patch.go, seen on 1.34.
 */
function reasonOfUnprocessable(status: Status): FailureReason {
  const causes = status.details?.causes ?? [];
  if (causes.length === 0 && status.details?.name === undefined) return "conflict";
  const isPolicy = causes.length > 0 && causes.every((cause) => cause.field === undefined);
  return isPolicy ? "forbidden" : "invalid";
}

function parseStatus(body: string): Status {
  try {
    return statusSchema.parse(JSON.parse(body));
  } catch {
    // Not every answer is a Status: proxies and unknown paths answer with plain text.
    return {};
  }
}
