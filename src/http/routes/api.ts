import { Router } from "express";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { type OperatorDoor, requireDecider, visitorAt } from "../middleware/operator.ts";
import { type OpenApiDocument, openApiDocument } from "../openapi/document.ts";
import { answerWords } from "../pages/decision-result-page.ts";
import { notFound, Refusal } from "../refusal.ts";
import { breakerApi } from "./breaker-api.ts";
import { decide, decisionSchema } from "./decide.ts";
import { given, incidentFilterSchema, pageSchema } from "./incident-filter.ts";
import { incidentIdOf, parseAs, readJson } from "./parse.ts";
import { stopApi } from "./stop.ts";
import { undoApi } from "./undo.ts";

type Deps = Pick<
  HttpDeps,
  "queries" | "approvals" | "breakers" | "catalogue" | "codeVersion" | "stop" | "remediation"
>;

export function apiV1(deps: Deps, door: OperatorDoor): Router {
  const router = Router({ caseSensitive: true });
  router.use((request, _response, next) => {
    const role = door.requireToken(request);
    // A viewer's token reads; whatever else a method may do, it does not do for them.
    if (request.method !== "GET" && request.method !== "HEAD") requireDecider(role);
    next();
  });
  router
    .route("/incidents")
    .get(async (request, response) => {
      const filter = given(parseAs(incidentFilterSchema, request.query));
      const { incidents, newer, older } = await deps.queries.list(filter);
      response.json({ incidents, next: older, previous: newer });
    })
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/incidents/:id")
    .get(async (request, response) => {
      const incident = await deps.queries.view(incidentIdOf(request));
      if (incident === undefined) throw notFound("incident");
      response.json(incident);
    })
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/incidents/:id/decision")
    .post(async (request, response) => {
      const incidentId = incidentIdOf(request);
      const { digest, ...decision } = given(parseAs(decisionSchema, await readJson(request, response)));
      const which = { incidentId, digest: digest ?? null };
      const answer = await decide(deps, { which, ...decision, by: "operator", door: "api" });
      if (answer.status !== 200) throw new Refusal(answer.status, answer.reason, answer.message);
      const reader = visitorAt(request, { role: null, csrf: null });
      const { message } = reader.language === "en" ? answer : answerWords(reader, answer);
      response.json({ decision: answer.reason, message });
    })
    .all(onlyMethods("POST"));
  router
    .route("/alerts")
    .get(async (request, response) => {
      const page = given(parseAs(pageSchema, request.query));
      const alerts = await deps.queries.alerts(page);
      response.json({ alerts, next: nextAfter(alerts, page.limit) });
    })
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/catalogue")
    .get((_request, response) => response.json(deps.catalogue()))
    .all(onlyMethods("GET", "HEAD"));
  router.use(breakerApi(deps));
  router.use(stopApi(deps));
  router.use(undoApi(deps));
  // Made when it is first asked for: most processes never are.
  let document: OpenApiDocument | undefined;
  router
    .route("/openapi.json")
    .get((_request, response) => {
      document ??= openApiDocument(deps.codeVersion);
      response.json(document);
    })
    .all(onlyMethods("GET", "HEAD"));
  return router;
}

/** What to give as `after` for the rest; null where this was the last page. */
function nextAfter(items: { id: string }[], limit: number): string | null {
  return items.length < limit ? null : (items.at(-1)?.id ?? null);
}
