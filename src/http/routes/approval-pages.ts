import { type Request, Router } from "express";
import type { Approval } from "../../domain/approval.ts";
import type { HttpDeps } from "../http-deps.ts";
import type { Guesses } from "../middleware/guesses.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import { visitorAt } from "../middleware/operator.ts";
import { approvalPage } from "../pages/approval-page.ts";
import { decisionResultPage } from "../pages/decision-result-page.ts";
import { notFound, Refusal } from "../refusal.ts";
import { decide, decisionFormSchema, decisionOf } from "./decide.ts";
import { parseAs, readForm } from "./parse.ts";

type Deps = Pick<HttpDeps, "queries" | "approvals" | "clock" | "outside"> & { guesses: Guesses };

/** What a token of ours can look like; anything else never reaches the database. */
const TOKEN = /^[A-Za-z0-9_-]{16,200}$/;

/**
 * The link of a card. GET (and HEAD) only renders: previews, scanners and prefetching browsers follow links. POST
 * decides. The token in the path is the right to decide: no cookie takes part, so there is nothing to forge.
 */
export function approvalPages(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/approvals/:token")
    .get(async (request, response) => {
      const { approval, token } = await approvalOf(deps, request);
      const incident = await deps.queries.view(approval.incidentId);
      if (incident === undefined) throw notFound("incident");
      const place = await deps.queries.place(approval.incidentId);
      const outside = place === undefined ? {} : deps.outside(place);
      const view = { approval, incident, token, outside, now: deps.clock.now() };
      const visitor = visitorAt(request, { role: null, csrf: null });
      response.type("html").send(approvalPage(visitor, view).markup);
    })
    .post(async (request, response) => {
      refuseForeignSite(request);
      const { approval, token } = await approvalOf(deps, request);
      const form = parseAs(decisionFormSchema, await readForm(request, response));
      // A token is good for the one plan that it was made for, whatever the form says.
      if (form.digest !== approval.planDigest) {
        throw new Refusal(
          409,
          "another-plan",
          "This link is for another plan. Open it again, and decide what it shows.",
        );
      }
      const answer = await decide(deps, {
        which: { token },
        ...decisionOf(form),
        by: form.by || "the holder of the link",
        door: "link",
      });
      const visitor = visitorAt(request, { role: null, csrf: null });
      const view = { answer, incidentId: approval.incidentId };
      response.status(answer.status).type("html").send(decisionResultPage(visitor, view).markup);
    })
    .all(onlyMethods("GET", "HEAD", "POST"));
  return router;
}

async function approvalOf(deps: Deps, request: Request): Promise<{ approval: Approval; token: string }> {
  const token = String(request.params.token);
  const guess = deps.guesses.begin(request, "approval-link");
  const approval = TOKEN.test(token) ? await deps.approvals.findByToken(token) : undefined;
  if (approval === undefined) {
    guess.wrong();
    throw notFound("approval: the link may be incomplete, so open it from the message again");
  }
  return { approval, token };
}

/** Defence in depth: a page of another site that learnt a link still cannot make a browser decide. */
function refuseForeignSite(request: Request): void {
  if (request.headers["sec-fetch-site"] !== "cross-site") return;
  throw new Refusal(403, "form-not-ours", "This form was sent from another site. Open the link itself.");
}
