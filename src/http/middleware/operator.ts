import type { Request, Response } from "express";
import { isOneOfSecrets, isSameSecret } from "../../core/same-secret.ts";
import type { TokensInForce } from "../http-deps.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { type Role, type Visitor, visitorOf } from "../pages/visitor.ts";
import { Refusal } from "../refusal.ts";
import { bannerOf } from "./banner.ts";
import type { Guesses } from "./guesses.ts";
import { languageOf } from "./language.ts";
import { lengthsOf } from "./lengths.ts";
import { bearerTokenOf } from "./secrets.ts";
import type { Sessions } from "./session.ts";

/** Who may come in: a browser with a session, or a program with the token, which no other site can make a browser send. */
export interface OperatorDoor {
  /** The role of a token; undefined where it is none of ours. Throws where the address guessed too often. */
  roleOf(request: Request, token: string): Role | undefined;
  /** For the API: the bearer token alone. Throws 401. */
  requireToken(request: Request): Role;
  /** For pages; where nobody is signed in the sign-in page is sent, and undefined returned. */
  admit(request: Request, response: Response): Visitor | undefined;
  /** For what a page loads by itself. Throws 401. */
  requireReader(request: Request): Visitor;
  /** For forms of a page. Throws 401 or 403. */
  requireForm(request: Request, csrf: string | undefined): Visitor;
}

export interface DoorDeps {
  tokens: Pick<TokensInForce, "operator" | "viewer">;
  sessions: Sessions;
  guesses: Guesses;
}

export function createOperatorDoor({ tokens, sessions, guesses }: DoorDeps): OperatorDoor {
  const roleOf = (request: Request, token: string): Role | undefined => {
    const guess = guesses.begin(request, "operator");
    // Both are compared, always: the time tells nothing.
    const isOperator = isOneOfSecrets(token, tokens.operator);
    const isViewer = isOneOfSecrets(token, tokens.viewer);
    if (isOperator) return "operator";
    if (isViewer) return "viewer";
    guess.wrong();
    return undefined;
  };
  const roleOfBearer = (request: Request) => {
    const token = bearerTokenOf(request);
    return token === undefined ? undefined : roleOf(request, token);
  };
  const identify = (request: Request): Visitor | undefined => {
    const session = sessions.of(request);
    const role = session?.role ?? roleOfBearer(request);
    if (role === undefined) return undefined;
    return visitorAt(request, { role, csrf: session?.csrf ?? null });
  };
  const requireReader = (request: Request): Visitor => {
    const visitor = identify(request);
    if (visitor === undefined) throw unauthorized();
    return visitor;
  };
  return {
    roleOf,
    requireReader,
    requireToken(request) {
      const role = roleOfBearer(request);
      if (role === undefined) throw unauthorized();
      return role;
    },
    admit(request, response) {
      const visitor = identify(request);
      if (visitor === undefined) {
        const view = {
          next: request.originalUrl,
          refused: null,
          cameFromElsewhere: request.headers["sec-fetch-site"] === "cross-site",
        };
        const page = signInPage(visitorAt(request, { role: null, csrf: null }), view);
        response.status(401).set(CHALLENGE).type("html").send(page.markup);
      }
      return visitor;
    },
    requireForm(request, csrf) {
      const visitor = requireReader(request);
      if (visitor.csrf !== null && !isSameSecret(csrf, visitor.csrf)) {
        throw new Refusal(
          403,
          "form-not-ours",
          "This form is not of your session. Open the page again, and send it from there.",
        );
      }
      return visitor;
    },
  };
}

/** How a page looks to this caller. The answer to a form has no address to come back to. */
export function visitorAt(request: Request, who: Pick<Visitor, "role" | "csrf">): Visitor {
  const address = request.method === "GET" || request.method === "HEAD" ? request.originalUrl : "";
  const [banner, lengths] = [bannerOf(request), lengthsOf(request)];
  return visitorOf({ ...who, language: languageOf(request), address, banner, lengths });
}

/** Throws 403 for whoever is let in to read. */
export function requireDecider(role: Role | null): void {
  if (role === "operator") return;
  throw new Refusal(403, "read-only", "This token lets you read. Deciding needs the operator token.");
}

export const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="kube-autofix"' };

function unauthorized(): Refusal {
  return new Refusal(
    401,
    "unauthorized",
    "Send the operator token: Authorization: Bearer, with the value of OPERATOR_TOKEN, or of VIEWER_TOKEN to read.",
    CHALLENGE,
  );
}
