import type { Request, RequestHandler } from "express";
import { type AlertmanagerPayload, parseAlertmanagerPayload } from "../../alerts/alertmanager-payload.ts";
import { isReason, messageOf } from "../../core/errors.ts";
import { isOneOfSecrets } from "../../core/same-secret.ts";
import type { HttpDeps } from "../http-deps.ts";
import type { Guesses } from "../middleware/guesses.ts";
import { CallerGone, checkBodyHeaders, readBody } from "../middleware/read-body.ts";
import { basicPasswordOf, bearerTokenOf } from "../middleware/secrets.ts";
import { createPlaces, PLACE_BOUNDS } from "../places.ts";
import { Refusal } from "../refusal.ts";
import type { Turns } from "../turns.ts";
import { parseJson } from "./parse.ts";

type WebhookDeps = Pick<
  HttpDeps,
  "ingest" | "metrics" | "tokens" | "logger" | "webhookMaxBytes" | "webhookPlaces"
> & {
  guesses: Guesses;
  turns: Turns;
};

/**
 * Alertmanager's door. It tries again after a 5xx alone, so whatever may pass by itself is 503, and a 4xx says that the
 * same request will never be taken. Answered 200 only when everything is committed. So many are in hand at the same time
 * and no more: the next wait with their bodies unread.
 */
export function alertmanagerWebhook(deps: WebhookDeps): RequestHandler {
  const places = createPlaces(deps.webhookPlaces ?? PLACE_BOUNDS);
  return async (request, response) => {
    const endTimer = deps.metrics.webhook.startTimer();
    response.once("close", () => endTimer());
    requireWebhookSecret(request, deps);
    const rule = { type: "application/json", limitBytes: deps.webhookMaxBytes } as const;
    checkBodyHeaders(request, rule);
    const leave = await places.enter(announcedBytes(request, rule.limitBytes));
    try {
      // Its events are past: nothing would tell that no body comes any more.
      if (request.destroyed) throw new CallerGone("the caller went away before its turn came");
      const body = await readBody(request, response, rule);
      const accepted = await deps.turns.take(() => acceptOrRetryLater(deps, payloadOf(body)));
      response.json({ alerts: accepted.alerts, signals: accepted.signals });
    } finally {
      leave();
    }
  };
}

/** A body that does not say how long it is may be as long as any. */
function announcedBytes(request: Request, limitBytes: number): number {
  const announced = request.headers["content-length"];
  return announced === undefined ? limitBytes : Number(announced);
}

function requireWebhookSecret(request: Request, { tokens, guesses }: WebhookDeps): void {
  const given = [bearerTokenOf(request), basicPasswordOf(request)];
  if (given.some((token) => token !== undefined)) {
    const guess = guesses.begin(request, "webhook");
    if (given.map((token) => isOneOfSecrets(token, tokens.webhook)).includes(true)) return;
    guess.wrong();
  }
  throw new Refusal(
    401,
    "unauthorized",
    "Give Alertmanager the value of WEBHOOK_TOKEN, in http_config as authorization.credentials or basic_auth.password.",
    { "WWW-Authenticate": 'Bearer realm="kube-autofix", Basic realm="kube-autofix", charset="UTF-8"' },
  );
}

function payloadOf(bytes: Buffer): AlertmanagerPayload {
  const body = parseJson(bytes);
  try {
    return parseAlertmanagerPayload(body);
  } catch (error) {
    if (!isReason(error, "invalid")) throw error;
    throw new Refusal(400, "invalid-payload", error.message);
  }
}

async function acceptOrRetryLater(
  deps: WebhookDeps,
  payload: AlertmanagerPayload,
): Promise<{ alerts: number; signals: number }> {
  try {
    return await deps.ingest.acceptAlerts(payload);
  } catch (error) {
    deps.logger.error({ error: messageOf(error), alerts: payload.alerts.length }, "alerts could not be kept");
    throw new Refusal(
      503,
      "not-kept",
      "The alerts could not be kept: the database cannot be written at the moment. Send them again.",
      {
        "Retry-After": "5",
      },
    );
  }
}
