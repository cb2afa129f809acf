import type { RequestHandler } from "express";
import { Refusal } from "../refusal.ts";

/** The end of a route's chain: whoever comes here used a method that the path does not have. */
export function onlyMethods(...methods: string[]): RequestHandler {
  const allow = methods.join(", ");
  return (request) => {
    throw new Refusal(405, "method-not-allowed", `${request.method} does not exist here; use ${allow}.`, {
      Allow: allow,
    });
  };
}
