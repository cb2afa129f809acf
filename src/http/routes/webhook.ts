import type { Request, RequestHandler, Response } from "express";
import { type AlertmanagerPayload, parseAlertmanagerPayload } from "../../alerts/alertmanager-payload.ts";
import { isReason, messageOf } from "../../core/errors.ts";
import { isOneOfSecrets } from "../../core/same-secret.ts";
import type { HttpDeps } from "../http-deps.ts";
import type { Guesses } from "../middleware/guesses.ts";
import { readBody } from "../middleware/read-body.ts";
import { basicPasswordOf, bearerTokenOf } from "../middleware/secrets.ts";
import { Refusal } from "../refusal.ts";
import { parseJson } from "./parse.ts";

type WebhookDeps = Pick<HttpDeps, "ingest" | "metrics" | "tokens" | "logger" | "webhookMaxBytes"> & {
  guesses: Guesses;
};

/**
 * Alertmanager's door. It tries again after a 5xx alone, so whatever may pass by itself is 503, and a 4xx says that the
 * same request will never be taken. Answered 200 only when everything is committed.
 */
export function alertmanagerWebhook(deps: WebhookDeps): RequestHandler {
  return async (request, response) => {
    const endTimer = deps.metrics.webhook.startTimer();
    response.once("close", () => endTimer());
    requireWebhookSecret(request, deps);
    const payload = await readPayload(request, response, deps.webhookMaxBytes);
    const accepted = await acceptOrRetryLater(deps, payload);
    response.json({ alerts: accepted.alerts, signals: accepted.signals });
  };
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

async function readPayload(
  request: Request,
  response: Response,
  limitBytes: number,
): Promise<AlertmanagerPayload> {
  const body = parseJson(await readBody(request, response, { type: "application/json", limitBytes }));
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
