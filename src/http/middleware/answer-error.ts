import type { ErrorRequestHandler, Request, Response } from "express";
import { isReason, messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import { isConnectionLoss } from "../../database/errors.ts";
import { messagePage } from "../pages/message-page.ts";
import { Refusal, refusalBody } from "../refusal.ts";
import { visitorAt } from "./operator.ts";
import { CallerGone } from "./read-body.ts";
import { refusalIn } from "./refusal-words.ts";
import { sendAndLinger } from "./send-and-linger.ts";

/** The last word on every request that failed. What is not a Refusal says nothing of its inside to the caller. */
export function answerError(deps: { logger: Logger }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (error instanceof CallerGone || response.destroyed) return;
    if (response.headersSent) return next(error);
    const refusal = refusalOf(error);
    if (refusal.status >= 500) {
      const fields = { method: request.method, route: routeOf(request), error: messageOf(error) };
      deps.logger.error(fields, "a request could not be answered");
    }
    send(request, response, refusal);
  };
}

/** Paths of approvals hold a token: logs get the route alone. */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  const isKnown = typeof route === "object" && route !== null && "path" in route;
  return isKnown ? String(route.path) : "unknown";
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isConnectionLoss(error) || isReason(error, "unavailable") || isReason(error, "timeout")) {
    return new Refusal(
      503,
      "unavailable",
      "The database cannot be reached at the moment. Try again in a few seconds; /readyz says which part is down.",
      { "Retry-After": "5" },
    );
  }
  if (error instanceof URIError) {
    return new Refusal(400, "invalid-path", "The path holds a percent sign that is no valid escape.");
  }
  return new Refusal(500, "internal", "Something went wrong here. The service's log says what.");
}

function send(request: Request, response: Response, refusal: Refusal): void {
  response.status(refusal.status).set(refusal.headers);
  // Nothing of the caller's own path comes back: all guesses are answered alike.
  const visitor = { ...visitorAt(request, { role: null, csrf: null }), address: "" };
  const message = refusalIn(visitor, refusal);
  if (wantsPage(request)) {
    response.type("html");
    const { title, notFound } = visitor.words.pages.failure;
    const view = { title: refusal.status === 404 ? notFound : title, message };
    sendAndLinger(request, response, messagePage(visitor, view).markup);
  } else {
    response.type("json");
    sendAndLinger(request, response, JSON.stringify(refusalBody({ reason: refusal.reason, message })));
  }
}

function wantsPage(request: Request): boolean {
  if (!/^\/(incidents|approvals|breakers|stop|sign-in|sign-out)(\/|$)|^\/$/.test(request.path)) return false;
  return request.accepts(["html", "json"]) === "html";
}
