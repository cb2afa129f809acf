import { Router } from "express";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import type { OperatorDoor } from "../middleware/operator.ts";
import { decisionResultPage } from "../pages/approval-page.ts";
import { incidentPage } from "../pages/incident-page.ts";
import { incidentsPage } from "../pages/incidents-page.ts";
import { notFound } from "../refusal.ts";
import { decide, decisionFormSchema, decisionOf } from "./decide.ts";
import { given, incidentFilterSchema } from "./incident-filter.ts";
import { incidentIdOf, parseAs, readForm } from "./parse.ts";

type Deps = Pick<HttpDeps, "queries" | "approvals">;

export function incidentPages(deps: Deps, door: OperatorDoor): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/incidents")
    .get(async (request, response) => {
      const operator = door.admit(request, response);
      if (operator === undefined) return;
      const filter = given(parseAs(incidentFilterSchema, request.query));
      const incidents = await deps.queries.list(filter);
      const shown = {
        namespace: filter.namespace ?? "",
        status: filter.status ?? "",
        cause: filter.cause ?? "",
      };
      const last = incidents.length < filter.limit ? undefined : incidents.at(-1);
      const query = { ...shown, limit: String(filter.limit), after: last?.id ?? "" };
      const next = last === undefined ? null : `/incidents?${new URLSearchParams(query)}`;
      response
        .type("html")
        .send(incidentsPage({ incidents, filter: shown, next, csrf: operator.csrf }).markup);
    })
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/incidents/:id")
    .get(async (request, response) => {
      const operator = door.admit(request, response);
      if (operator === undefined) return;
      const incident = await deps.queries.view(incidentIdOf(request));
      if (incident === undefined) throw notFound("incident");
      response.type("html").send(incidentPage(incident, operator.csrf).markup);
    })
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/incidents/:id/decision")
    .post(async (request, response) => {
      const fields = await readForm(request, response);
      const operator = door.requireForm(request, fields.csrf);
      const incidentId = incidentIdOf(request);
      const form = parseAs(decisionFormSchema, fields);
      const answer = await decide(deps, {
        which: { incidentId, digest: form.digest ?? null },
        ...decisionOf(form),
        by: form.by || "an operator",
        door: "page",
      });
      const view = { ...answer, incidentId, csrf: operator.csrf };
      response.status(answer.status).type("html").send(decisionResultPage(view).markup);
    })
    .all(onlyMethods("POST"));
  return router;
}
