import type { Request, RequestHandler } from "express";
import { LANGUAGES, type Language } from "../../notify/messages/messages.ts";
import { cookieOf } from "./cookie.ts";

const COOKIE = "kube-autofix-language";
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** What the reader chose on a page, before, or in the browser; else English. */
export function languageOf(request: Request): Language {
  return chosenOf(request) ?? known(cookieOf(request, COOKIE)) ?? preferredOf(request) ?? "en";
}

/** Remembers a choice: a preference alone, so that no form needs to stand behind it. */
export function rememberLanguage(options: { isHttps: boolean }): RequestHandler {
  return (request, response, next) => {
    const chosen = chosenOf(request);
    if (chosen !== undefined) {
      response.cookie(COOKIE, chosen, {
        httpOnly: true,
        sameSite: "lax",
        secure: options.isHttps,
        path: "/",
        maxAge: YEAR_MS,
      });
    }
    next();
  };
}

const chosenOf = (request: Request) => known(request.query.language);

const known = (value: unknown): Language | undefined => LANGUAGES.find((language) => language === value);

/** "zh", "zh-Hans" and the rest of Chinese read the one Chinese that there is. */
function preferredOf(request: Request): Language | undefined {
  const accepted = request.acceptsLanguages().slice(0, 20);
  for (const tag of accepted) {
    const base = tag.toLowerCase().split("-")[0];
    const language = LANGUAGES.find((one) => one.toLowerCase().split("-")[0] === base);
    if (language !== undefined) return language;
  }
  return undefined;
}
