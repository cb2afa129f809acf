import type { Request, Response } from "express";
import { isSameSecret } from "../../core/same-secret.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { Refusal } from "../refusal.ts";
import { bearerTokenOf } from "./secrets.ts";
import type { Sessions } from "./session.ts";

/** Who asks for a page: a browser with a session, or a program with the token, which no other site can make a browser send. */
export type Operator = { csrf: string } | { csrf: null };

export interface OperatorDoor {
  /** For the API: the bearer token alone. Throws 401. */
  requireToken(request: Request): void;
  /** For pages; where nobody is signed in the sign-in page is sent, and undefined returned. */
  admit(request: Request, response: Response): Operator | undefined;
  /** For forms of a page. Throws 401 or 403. */
  requireForm(request: Request, csrf: string | undefined): Operator;
}

export function createOperatorDoor(deps: { operatorToken: string; sessions: Sessions }): OperatorDoor {
  const holdsToken = (request: Request) => isSameSecret(bearerTokenOf(request), deps.operatorToken);
  const identify = (request: Request): Operator | undefined =>
    holdsToken(request) ? { csrf: null } : deps.sessions.of(request);
  return {
    requireToken(request) {
      if (!holdsToken(request)) throw unauthorized();
    },
    admit(request, response) {
      const operator = identify(request);
      if (operator === undefined) {
        const view = {
          next: request.originalUrl,
          isRefused: false,
          cameFromElsewhere: request.headers["sec-fetch-site"] === "cross-site",
        };
        response.status(401).set(CHALLENGE).type("html").send(signInPage(view).markup);
      }
      return operator;
    },
    requireForm(request, csrf) {
      const operator = identify(request);
      if (operator === undefined) throw unauthorized();
      if (operator.csrf !== null && !isSameSecret(csrf, operator.csrf)) {
        throw new Refusal(
          403,
          "form-not-ours",
          "This form is not of your session. Open the page again, and send it from there.",
        );
      }
      return operator;
    },
  };
}

const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="kube-autofix"' };

function unauthorized(): Refusal {
  return new Refusal(
    401,
    "unauthorized",
    "Send the operator token: Authorization: Bearer, with the value of OPERATOR_TOKEN.",
    CHALLENGE,
  );
}
