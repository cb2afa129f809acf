import type { Request } from "express";
import { Router } from "express";
import { z } from "zod";
import type { UndoRequest } from "../../remediation/undo/ask-undo.ts";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { type OperatorDoor, requireDecider } from "../middleware/operator.ts";
import { notFound, Refusal } from "../refusal.ts";
import { incidentIdOf, parseAs, readForm, readJson } from "./parse.ts";

type Deps = Pick<HttpDeps, "remediation">;

const UNDO_MS = 20_000;
const fields = {
  reason: z.string().trim().min(1).max(500),
  by: z.string().trim().max(100).default(""),
};
export const undoBodySchema = z.strictObject(fields);
const formSchema = z.object(fields);

/** Throws 409 with the words of the refusal. */
async function undo(deps: Deps, asked: UndoRequest) {
  const answer = await deps.remediation.undo(asked, AbortSignal.timeout(UNDO_MS));
  if (answer.result === "unknown") throw notFound("incident");
  if (answer.result === "refused")
    throw new Refusal(
      409,
      "not-undone",
      `Nothing is undone: ${answer.reason}.`,
      {},
      { sentence: `nothing is undone: ${answer.reason}` },
    );
  return answer.plan;
}

/** For the API, whose router has proven who asks. */
export function undoApi(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/incidents/:id/undo")
    .post(async (request: Request, response) => {
      const incidentId = incidentIdOf(request);
      const { reason, by } = parseAs(undoBodySchema, await readJson(request, response));
      const plan = await undo(deps, { incidentId, reason, by: by || "operator", door: "api" });
      response.json({ verdict: plan.verdict, rule: plan.rule, reason: plan.reason, plan });
    })
    .all(onlyMethods("POST"));
  return router;
}

export function undoPages(deps: Deps, door: OperatorDoor): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/incidents/:id/undo")
    .post(async (request: Request, response) => {
      const form = await readForm(request, response);
      requireDecider(door.requireForm(request, form.csrf).role);
      const incidentId = incidentIdOf(request);
      const { reason, by } = parseAs(formSchema, form);
      await undo(deps, { incidentId, reason, by: by || "an operator", door: "page" });
      response.redirect(303, `/incidents/${encodeURIComponent(incidentId)}`);
    })
    .all(onlyMethods("POST"));
  return router;
}
