import { createHmac, randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import type { Clock } from "../../core/clock.ts";
import { isSameSecret } from "../../core/same-secret.ts";
import type { KeyRing } from "../../database/key-ring.ts";
import type { TokensInForce } from "../http-deps.ts";
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
 * derives from the role's token, so that a token that is believed no more ends the sessions that it opened, and from a random key that replicas
 * share: with the token alone, every cookie would be a guess at the token that no limit counts.
 */
export interface Sessions {
  open(response: Response, role: Role): void;
  close(response: Response): void;
  of(request: Request): Session | undefined;
}

export interface SessionDeps {
  tokens: Pick<TokensInForce, "operator" | "viewer">;
  sessionKeys: KeyRing;
  clock: Clock;
  isHttps: boolean;
}

const ROLES: readonly Role[] = ["operator", "viewer"];

export function createSessions({ tokens, sessionKeys, clock, isHttps }: SessionDeps): Sessions {
  const options = { httpOnly: true, sameSite: "strict", secure: isHttps, path: "/" } as const;
  return {
    open(response, role) {
      const openedAt = clock.now();
      const key = sessionKeys.at(openedAt);
      const [token] = tokens[role];
      if (key === undefined || token === undefined) throw new Error("there is no key to sign a session with");
      const expiresAt = openedAt.getTime() + SESSION_SECONDS * 1000;
      const content = `${expiresAt}.${randomBytes(16).toString("base64url")}`;
      response.cookie(COOKIE, `${content}.${signed({ key, role, token }, "session", content)}`, {
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
      const key = sessionKeys.at(new Date(Number(expiresAt) - SESSION_SECONDS * 1000));
      if (key === undefined || !(Number(expiresAt) > clock.now().getTime())) return undefined;
      const signers = ROLES.flatMap((role) => tokens[role].map((token) => ({ key, role, token })));
      const signer = signers.find((one) => isSameSecret(signature, signed(one, "session", content)));
      return signer && { role: signer.role, csrf: signed(signer, "csrf", content) };
    },
  };
}

interface Signer {
  key: Buffer;
  role: Role;
  token: string;
}

function signed({ key, role, token }: Signer, purpose: string, text: string): string {
  return createHmac("sha256", `${key.toString("base64")}\n${role}\n${token}`)
    .update(`kube-autofix ${purpose}\n${text}`)
    .digest("base64url");
}
