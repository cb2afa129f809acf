import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { type OperatorDoor, requireDecider } from "../middleware/operator.ts";
import { approvalsPage } from "../pages/approvals-page.ts";
import { decisionResultPage } from "../pages/decision-result-page.ts";
import { incidentPage } from "../pages/incident-page.ts";
import { incidentsPage } from "../pages/incidents-page.ts";
import { recordPage } from "../pages/record-page.ts";
import type { Visitor } from "../pages/visitor.ts";
import { notFound } from "../refusal.ts";
import { decide, decisionFormSchema, decisionOf } from "./decide.ts";
import { DEFAULT_LIMIT, given, incidentFilterSchema } from "./incident-filter.ts";
import { incidentIdOf, parseAs, readForm } from "./parse.ts";

type Deps = Pick<HttpDeps, "queries" | "approvals" | "clock" | "outside">;

const sequenceSchema = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const storySchema = z.object({ before: sequenceSchema.optional().catch(undefined) });

export function incidentPages(deps: Deps, door: OperatorDoor): Router {
  const router = Router({ caseSensitive: true });
  const reading = (
    path: string,
    show: (visitor: Visitor, request: Request, response: Response) => Promise<void>,
  ) =>
    router
      .route(path)
      .get(async (request, response) => {
        const visitor = door.admit(request, response);
        if (visitor === undefined) return;
        response.type("html");
        await show(visitor, request, response);
      })
      .all(onlyMethods("GET", "HEAD"));
  reading("/incidents", (visitor, request, response) => showList(deps, visitor, request, response));
  reading("/incidents/:id", async (visitor, request, response) => {
    const { before } = parseAs(storySchema, request.query);
    const story = await deps.queries.story({ id: incidentIdOf(request), before });
    if (story === undefined) throw notFound("incident");
    response.send(incidentPage(visitor, story, deps.outside(story.place)).markup);
  });
  reading("/incidents/:id/timeline/:sequence", async (visitor, request, response) => {
    const id = incidentIdOf(request);
    const sequence = sequenceSchema.safeParse(request.params.sequence);
    const record = sequence.success ? await deps.queries.record(id, sequence.data) : undefined;
    if (record === undefined) throw notFound("entry");
    response.send(recordPage(visitor, id, record).markup);
  });
  reading("/approvals", async (visitor, _request, response) => {
    const waiting = await deps.queries.waiting(deps.clock.now());
    response.send(approvalsPage(visitor, { waiting, answer: null, outside: deps.outside }).markup);
  });
  router
    .route("/incidents/:id/decision")
    .post((request, response) => takeDecision(deps, door, request, response))
    .all(onlyMethods("POST"));
  return router;
}

async function showList(deps: Deps, visitor: Visitor, request: Request, response: Response): Promise<void> {
  const filter = given(parseAs(incidentFilterSchema, request.query));
  const { namespace, cause, text, status, limit } = filter;
  const [list, counts] = await Promise.all([
    deps.queries.list(filter),
    deps.queries.count(given({ namespace, cause, text })),
  ]);
  const shown = {
    status: status ?? "",
    namespace: namespace ?? "",
    cause: cause ?? "",
    text: text ?? "",
    limit: limit === DEFAULT_LIMIT ? "" : String(limit),
  };
  response.send(incidentsPage(visitor, { ...list, counts, filter: shown }).markup);
}

async function takeDecision(
  deps: Deps,
  door: OperatorDoor,
  request: Request,
  response: Response,
): Promise<void> {
  const fields = await readForm(request, response);
  const visitor = door.requireForm(request, fields.csrf);
  requireDecider(visitor.role);
  const incidentId = incidentIdOf(request);
  const form = parseAs(decisionFormSchema, fields);
  const answer = await decide(deps, {
    which: { incidentId, digest: form.digest ?? null },
    ...decisionOf(form),
    by: form.by || "an operator",
    door: "page",
  });
  response.status(answer.status).type("html");
  if (form.from !== "approvals") {
    response.send(decisionResultPage(visitor, { answer, incidentId }).markup);
    return;
  }
  const waiting = await deps.queries.waiting(deps.clock.now());
  const place = { ...visitor, address: "/approvals" };
  response.send(
    approvalsPage(place, { waiting, answer: { answer, incidentId }, outside: deps.outside }).markup,
  );
}
