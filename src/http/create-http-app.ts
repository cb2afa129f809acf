import express, { type Express } from "express";
import { OperationError } from "../core/errors.ts";
import type { HttpDeps } from "./http-deps.ts";
import { answerError } from "./middleware/answer-error.ts";
import { rememberBanner } from "./middleware/banner.ts";
import { createGuesses } from "./middleware/guesses.ts";
import { rememberLanguage } from "./middleware/language.ts";
import { rememberLengths } from "./middleware/lengths.ts";
import { onlyMethods } from "./middleware/only-methods.ts";
import { createOperatorDoor } from "./middleware/operator.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { createSessions } from "./middleware/session.ts";
import { ICON_SVG } from "./pages/icon.ts";
import { LIVE_SCRIPT } from "./pages/live-script.ts";
import { STYLE } from "./pages/style.ts";
import { TIMES_SCRIPT } from "./pages/times-script.ts";
import { notFound } from "./refusal.ts";
import { apiV1 } from "./routes/api.ts";
import { approvalPages } from "./routes/approval-pages.ts";
import { asset } from "./routes/assets.ts";
import { breakerPages } from "./routes/breaker-pages.ts";
import { createEventStreams, STREAM_LIMITS } from "./routes/event-stream.ts";
import { feishuCallback } from "./routes/feishu-callback.ts";
import { livez, metricsText, readyz } from "./routes/health.ts";
import { incidentEvents } from "./routes/incident-events.ts";
import { incidentPages } from "./routes/incident-pages.ts";
import { signIn } from "./routes/sign-in.ts";
import { stopPages } from "./routes/stop.ts";
import { undoPages } from "./routes/undo.ts";
import { alertmanagerWebhook } from "./routes/webhook.ts";
import { createTurns } from "./turns.ts";

/**
 * Every door of the service but the guard's. No body is read before its route has let the caller in. Throws
 * OperationError `invalid` where a secret is missing: an empty one would sign sessions that anybody can forge.
 */
export function createHttpApp(deps: HttpDeps): Express {
  requireSecrets(deps.tokens);
  const isHttps = deps.publicUrl?.startsWith("https:") ?? false;
  const { tokens } = deps;
  const guesses = createGuesses(deps);
  const sessions = createSessions({ ...deps, isHttps });
  const door = createOperatorDoor({ tokens, sessions, guesses });
  const streams = createEventStreams(deps.changes, deps.streams ?? STREAM_LIMITS);
  const turns = createTurns();
  const readOnly = onlyMethods("GET", "HEAD");

  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.set("query parser", "simple");
  app.set("trust proxy", deps.trustedProxies.length > 0 && [...deps.trustedProxies]);
  app.use(securityHeaders({ isHttps }));
  app.use(rememberLanguage({ isHttps }));
  app.use(rememberBanner(() => ({ stop: deps.stop.current(), isDryRun: deps.isDryRun === true })));
  app.use(rememberLengths(deps.lengths));
  app.route("/livez").get(livez(deps.health)).all(readOnly);
  app.route("/readyz").get(readyz(deps.health)).all(readOnly);
  app.route("/metrics").get(metricsText(deps.metrics, deps.health)).all(readOnly);
  app
    .route("/webhooks/alertmanager")
    .post(alertmanagerWebhook({ ...deps, guesses, turns }))
    .all(onlyMethods("POST"));
  for (const path of ["/webhooks/feishu/card", "/webhooks/feishu/event"])
    app
      .route(path)
      .post(feishuCallback({ ...deps, turns }))
      .all(onlyMethods("POST"));
  app.route("/assets/style.css").get(asset("css", STYLE)).all(readOnly);
  app
    .route("/assets/page.js")
    .get(asset("js", `${TIMES_SCRIPT}${LIVE_SCRIPT}`))
    .all(readOnly);
  app.route("/assets/icon.svg").get(asset("svg", ICON_SVG)).all(readOnly);
  app.use("/api/v1", apiV1(deps, door));
  app.use(signIn({ sessions, door }));
  app.use(incidentEvents({ ...deps, door, sessions, streams }));
  app.use(incidentPages(deps, door));
  app.use(breakerPages(deps, door));
  app.use(stopPages(deps, door));
  app.use(undoPages(deps, door));
  app.use(approvalPages({ ...deps, guesses }));
  app.use(() => {
    throw notFound("page");
  });
  app.use(answerError(deps));
  return app;
}

function requireSecrets(tokens: HttpDeps["tokens"]): void {
  const isMissing = (list: readonly string[]) => list.length === 0 || list.includes("");
  const missing = (["webhook", "operator"] as const).filter((name) => isMissing(tokens[name]));
  if (missing.length === 0) return;
  const names = missing.map((name) => `${name.toUpperCase()}_TOKEN`).join(" and ");
  throw new OperationError(`the HTTP doors do not open without ${names}`, {
    reason: "invalid",
    retryable: false,
  });
}
