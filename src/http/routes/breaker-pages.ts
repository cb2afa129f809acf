import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { type OperatorDoor, requireDecider } from "../middleware/operator.ts";
import { breakersPage } from "../pages/breakers-page.ts";
import { NAME_MAX_LENGTH } from "../pages/decision-form.ts";
import { notFound } from "../refusal.ts";
import { breakerIdOf, parseAs, readForm } from "./parse.ts";

type Deps = Pick<HttpDeps, "breakers">;

const formSchema = z.object({ by: z.string().trim().max(NAME_MAX_LENGTH).default("") });

/** What stops changes, and the button that lets them go on. */
export function breakerPages(deps: Deps, door: OperatorDoor): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/breakers")
    .get(async (request, response) => {
      const visitor = door.admit(request, response);
      if (visitor === undefined) return;
      const history = await deps.breakers.history();
      response.type("html").send(breakersPage(visitor, { ...history, answer: null }).markup);
    })
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/breakers/:id/lift")
    .post((request, response) => lift(deps, door, request, response))
    .all(onlyMethods("POST"));
  return router;
}

async function lift(deps: Deps, door: OperatorDoor, request: Request, response: Response): Promise<void> {
  const fields = await readForm(request, response);
  const visitor = door.requireForm(request, fields.csrf);
  requireDecider(visitor.role);
  const { by } = parseAs(formSchema, fields);
  const result = await deps.breakers.lift({ id: breakerIdOf(request), by: by || "an operator" });
  if (result === "unknown") throw notFound("breaker");
  const history = await deps.breakers.history();
  const place = { ...visitor, address: "/breakers" };
  response
    .status(result === "lifted" ? 200 : 409)
    .type("html")
    .send(breakersPage(place, { ...history, answer: result }).markup);
}
