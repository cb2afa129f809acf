import { Router } from "express";
import { z } from "zod";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { notFound, Refusal } from "../refusal.ts";
import { breakerIdOf, parseAs, readJson } from "./parse.ts";

type Deps = Pick<HttpDeps, "breakers">;

export const liftBodySchema = z.strictObject({ by: z.string().trim().max(100).default("") });

/** For the API, whose router has proven who asks, and that who lifts one may decide. */
export function breakerApi(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/breakers")
    .get(async (_request, response) => response.json(await deps.breakers.history()))
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/breakers/:id/lift")
    .post(async (request, response) => {
      const id = breakerIdOf(request);
      const { by } = parseAs(liftBodySchema, await readJson(request, response));
      const result = await deps.breakers.lift({ id, by: by || "operator" });
      if (result === "unknown") throw notFound("breaker");
      if (result === "was-lifted") throw new Refusal(409, "was-lifted", "It was lifted before.");
      response.json(await deps.breakers.history());
    })
    .all(onlyMethods("POST"));
  return router;
}
