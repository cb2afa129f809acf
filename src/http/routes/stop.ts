import { Router } from "express";
import { z } from "zod";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { type OperatorDoor, requireDecider } from "../middleware/operator.ts";
import { stopPage } from "../pages/stop-page.ts";
import { parseAs, readForm, readJson } from "./parse.ts";

type Deps = Pick<HttpDeps, "stop">;

const reason = z.string().trim().min(1).max(500);
const by = z.string().trim().max(100).default("");
export const stopBodySchema = z.strictObject({ reason, by });
const formSchema = z.object({ do: z.enum(["stop", "resume"]), reason, by });

/** For the API, whose router has proven who asks. */
export function stopApi(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/stop")
    .get((_request, response) => response.json({ stop: deps.stop.current() }))
    .post(async (request, response) => {
      const asked = parseAs(stopBodySchema, await readJson(request, response));
      await deps.stop.set({ ...asked, by: asked.by || "operator", door: "api", isStopped: true });
      response.json({ stop: deps.stop.current() });
    })
    .all(onlyMethods("GET", "HEAD", "POST"));
  router
    .route("/resume")
    .post(async (request, response) => {
      const asked = parseAs(stopBodySchema, await readJson(request, response));
      await deps.stop.set({ ...asked, by: asked.by || "operator", door: "api", isStopped: false });
      response.json({ stop: deps.stop.current() });
    })
    .all(onlyMethods("POST"));
  return router;
}

export function stopPages(deps: Deps, door: OperatorDoor): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/stop")
    .get((request, response) => {
      const visitor = door.admit(request, response);
      if (visitor !== undefined) response.type("html").send(stopPage(visitor, deps.stop.current()).markup);
    })
    .post(async (request, response) => {
      const fields = await readForm(request, response);
      requireDecider(door.requireForm(request, fields.csrf).role);
      const form = parseAs(formSchema, fields);
      const isStopped = form.do === "stop";
      await deps.stop.set({ isStopped, by: form.by || "an operator", reason: form.reason, door: "page" });
      response.redirect(303, "/stop");
    })
    .all(onlyMethods("GET", "HEAD", "POST"));
  return router;
}
