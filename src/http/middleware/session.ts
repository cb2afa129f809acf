import { createHmac, randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import type { Clock } from "../../core/clock.ts";
import { isSameSecret } from "../../core/same-secret.ts";
import type { Role } from "../pages/visitor.ts";
import { cookieOf } from "./cookie.ts";

export const SESSION_SECONDS = 12 * 3600;
const COOKIE = "kube-autofix-session";

export interface Session {
  role: Role;
  /** Goes into each form of this session, and into no other. */
  csrf: string;
}

/**
 * Sessions without a store: the cookie carries its own expiry under an HMAC, so that every replica knows it. The key
 * derives from the role's token, so that a new token ends the sessions of its role, and from a random key that replicas
 * share: with the token alone, every cookie would be a guess at the token that no limit counts.
 */
export interface Sessions {
  open(response: Response, role: Role): void;
  close(response: Response): void;
  of(request: Request): Session | undefined;
}

export interface SessionDeps {
  tokens: { operator: string; viewer?: string | undefined };
  sessionKey: string;
  clock: Clock;
  isHttps: boolean;
}

const ROLES: readonly Role[] = ["operator", "viewer"];

export function createSessions({ tokens, sessionKey, clock, isHttps }: SessionDeps): Sessions {
  const sign = (role: Role, purpose: string, text: string) =>
    createHmac("sha256", `${sessionKey}\n${role}\n${tokens[role]}`)
      .update(`kube-autofix ${purpose}\n${text}`)
      .digest("base64url");
  const options = { httpOnly: true, sameSite: "strict", secure: isHttps, path: "/" } as const;
  return {
    open(response, role) {
      const expiresAt = clock.now().getTime() + SESSION_SECONDS * 1000;
      const content = `${expiresAt}.${randomBytes(16).toString("base64url")}`;
      response.cookie(COOKIE, `${content}.${sign(role, "session", content)}`, {
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
      const role = ROLES.filter((one) => tokens[one] !== undefined).find((one) =>
        isSameSecret(signature, sign(one, "session", content)),
      );
      if (role === undefined || Number(expiresAt) <= clock.now().getTime()) return undefined;
      return { role, csrf: sign(role, "csrf", content) };
    },
  };
}
