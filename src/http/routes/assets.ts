import { createHash } from "node:crypto";
import type { RequestHandler } from "express";

/** A file that is held in memory; the browser asks whether it changed. */
export function asset(type: "css" | "svg" | "js", text: string): RequestHandler {
  const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  return (request, response) => {
    response.set({ "Cache-Control": "public, no-cache", ETag: tag });
    if (request.headers["if-none-match"] === tag) {
      response.status(304).end();
      return;
    }
    response.type(type).send(text);
  };
}
