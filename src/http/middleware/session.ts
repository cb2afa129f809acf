import { createHmac, randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import type { Clock } from "../../core/clock.ts";
import { isSameSecret } from "../../core/same-secret.ts";

export const SESSION_SECONDS = 12 * 3600;
const COOKIE = "kube-autofix-session";

export interface Session {
  /** Goes into each form of this session, and into no other. */
  csrf: string;
}

/**
 * Sessions without a store: the cookie carries its own expiry under an HMAC, so that every replica knows it. The key
 * derives from the operator token: a new token ends all sessions.
 */
export interface Sessions {
  open(response: Response): void;
  close(response: Response): void;
  of(request: Request): Session | undefined;
}

export function createSessions(deps: { operatorToken: string; clock: Clock; isHttps: boolean }): Sessions {
  const sign = (purpose: string, text: string) =>
    createHmac("sha256", deps.operatorToken).update(`kube-autofix ${purpose}\n${text}`).digest("base64url");
  const options = { httpOnly: true, sameSite: "strict", secure: deps.isHttps, path: "/" } as const;
  return {
    open(response) {
      const expiresAt = deps.clock.now().getTime() + SESSION_SECONDS * 1000;
      const content = `${expiresAt}.${randomBytes(16).toString("base64url")}`;
      response.cookie(COOKIE, `${content}.${sign("session", content)}`, {
        ...options,
        maxAge: SESSION_SECONDS * 1000,
      });
    },
    close(response) {
      response.clearCookie(COOKIE, options);
    },
    of(request) {
      const [expiresAt = "", nonce = "", signature = ""] = (cookieOf(request, COOKIE) ?? "").split(".");
      const content = `${expiresAt}.${nonce}`;
      if (!isSameSecret(signature, sign("session", content))) return undefined;
      if (Number(expiresAt) <= deps.clock.now().getTime()) return undefined;
      return { csrf: sign("csrf", content) };
    },
  };
}

function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
