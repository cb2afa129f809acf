import { Router } from "express";
import { isSameSecret } from "../../core/same-secret.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import type { OperatorDoor } from "../middleware/operator.ts";
import type { Sessions } from "../middleware/session.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { readForm } from "./parse.ts";

const HOME = "/incidents";
/** Pages of our own that a sign-in may lead to: never another host. */
const OWN_PAGE = /^\/incidents(\/[0-9a-fA-F-]{36})?(\?[\w=&%.+-]*)?$/;

const ownPage = (path: string | undefined): string =>
  path !== undefined && OWN_PAGE.test(path) ? path : HOME;

export function signIn(deps: { operatorToken: string; sessions: Sessions; door: OperatorDoor }): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/")
    .get((_request, response) => response.redirect(303, HOME))
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/sign-in")
    .get((_request, response) => {
      const view = { next: HOME, isRefused: false, cameFromElsewhere: false };
      response.type("html").send(signInPage(view).markup);
    })
    .post(async (request, response) => {
      const fields = await readForm(request, response);
      const next = ownPage(fields.next);
      if (!isSameSecret(fields.token?.trim(), deps.operatorToken)) {
        const view = { next, isRefused: true, cameFromElsewhere: false };
        response.status(401).set("WWW-Authenticate", 'Bearer realm="kube-autofix"').type("html");
        response.send(signInPage(view).markup);
        return;
      }
      deps.sessions.open(response);
      response.redirect(303, next);
    })
    .all(onlyMethods("GET", "HEAD", "POST"));
  router
    .route("/sign-out")
    .post(async (request, response) => {
      const fields = await readForm(request, response);
      deps.door.requireForm(request, fields.csrf);
      deps.sessions.close(response);
      response.redirect(303, "/sign-in");
    })
    .all(onlyMethods("POST"));
  return router;
}
