import { Router } from "express";
import { onlyMethods } from "../middleware/only-methods.ts";
import { CHALLENGE, type OperatorDoor, visitorAt } from "../middleware/operator.ts";
import type { Sessions } from "../middleware/session.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { readForm } from "./parse.ts";

const HOME = "/incidents";
/** Pages of our own that a sign-in may lead to: never another host. */
const OWN_PAGE = /^\/(approvals|stop|incidents(\/[0-9a-fA-F-]{36}(\/timeline\/\d{1,10})?)?)(\?[\w=&%.+-]*)?$/;

const ownPage = (path: string | undefined): string =>
  path !== undefined && OWN_PAGE.test(path) ? path : HOME;

export function signIn(deps: { sessions: Sessions; door: OperatorDoor }): Router {
  const router = Router({ caseSensitive: true });
  router
    .route("/")
    .get((_request, response) => response.redirect(303, HOME))
    .all(onlyMethods("GET", "HEAD"));
  router
    .route("/sign-in")
    .get((request, response) => {
      const view = { next: HOME, refused: null, cameFromElsewhere: false };
      const visitor = visitorAt(request, { role: null, csrf: null });
      response.type("html").send(signInPage(visitor, view).markup);
    })
    .post(async (request, response) => {
      const fields = await readForm(request, response);
      const next = ownPage(fields.next);
      const role = deps.door.roleOf(request, fields.token?.trim() ?? "");
      if (role === undefined) {
        const visitor = visitorAt(request, { role: null, csrf: null });
        const refused = visitor.words.pages.signIn.wrong;
        response.status(401).set(CHALLENGE).type("html");
        response.send(signInPage(visitor, { next, refused, cameFromElsewhere: false }).markup);
        return;
      }
      deps.sessions.open(response, role);
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
