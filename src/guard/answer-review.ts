import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { type AdmissionRequest, admissionReviewSchema } from "./admission/admission-review.ts";
import { textAt } from "./admission/json-value.ts";
import { type Decision, refused } from "./admission/refusal.ts";
import type { LedgerAttempt } from "./ledger-attempt.ts";
import { review } from "./review.ts";

export interface AnswerDeps {
  ledger: { open(): Promise<LedgerAttempt[]> };
  clock: Clock;
  logger: Logger;
  metrics: Pick<Metrics, "guardReviews" | "guardRefusals">;
  /** The longest that the ledger may take; the API server waits three seconds in all. */
  boundMs?: number;
}

const BOUND_MS = 2_000;

/** The answer to one AdmissionReview, whatever it holds: an answer that allows is one that was worked out to its end. */
export async function answerReview(deps: AnswerDeps, body: string): Promise<object> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return answerOf(deps, "", refused("unreadable", "the body is no JSON"));
  }
  const request = requestOf(parsed);
  if (request === undefined)
    return answerOf(deps, uidOf(parsed), refused("unreadable", "the body is no AdmissionReview v1"));
  return answerOf(deps, request.uid, await decide(deps, request), request);
}

function requestOf(parsed: unknown): AdmissionRequest | undefined {
  try {
    return admissionReviewSchema.safeParse(parsed).data?.request;
  } catch {
    return undefined;
  }
}

function uidOf(parsed: unknown): string {
  const uid = textAt(parsed, "request", "uid");
  return uid.length <= 128 ? uid : "";
}

async function decide(deps: AnswerDeps, request: AdmissionRequest): Promise<Decision> {
  try {
    return await review(request, () => inTime(deps), deps.clock.now());
  } catch (error) {
    // An object nested so deep that it cannot be compared ends here, as does a database that is away.
    if (error instanceof RangeError) return refused("unreadable", "the object is nested too deep");
    deps.logger.warn({ error: messageOf(error) }, "the ledger could not be read");
    return refused("ledger-unavailable", "the ledger could not be read: try again");
  }
}

async function inTime({ ledger, boundMs = BOUND_MS }: AnswerDeps): Promise<LedgerAttempt[]> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${boundMs} ms`)), boundMs);
  try {
    return await Promise.race([ledger.open(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function answerOf(deps: AnswerDeps, uid: string, decision: Decision, request?: AdmissionRequest): object {
  deps.metrics.guardReviews.inc({ decision: decision.isAdmitted ? "admitted" : "refused" });
  if (!decision.isAdmitted) deps.metrics.guardRefusals.inc({ reason: decision.reason });
  tell(deps.logger, decision, request);
  const status = decision.isAdmitted
    ? {}
    : {
        status: {
          code: 403,
          reason: "Forbidden",
          message: `kube-autofix guard: ${decision.reason}: ${decision.message}`.slice(0, 1000),
        },
      };
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: { uid, allowed: decision.isAdmitted, ...status },
  };
}

/** Names alone: an object's content may be anything. */
function tell(logger: Logger, decision: Decision, request?: AdmissionRequest): void {
  const what = request && {
    operation: request.operation,
    resource: `${request.resource.resource}.${request.resource.group}`,
    subResource: request.subResource,
    namespace: request.namespace.slice(0, 253),
    name: request.name.slice(0, 253),
    user: request.userInfo.username.slice(0, 253),
    dryRun: request.dryRun,
  };
  if (decision.isAdmitted) logger.info({ ...what, because: decision.because }, "admitted");
  else logger.warn({ ...what, reason: decision.reason, message: decision.message.slice(0, 500) }, "refused");
}
