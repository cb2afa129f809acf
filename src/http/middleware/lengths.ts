import type { Request, RequestHandler } from "express";
import { type Lengths, USUAL_LENGTHS } from "../../domain/lengths.ts";

/** Puts what a person can choose from where every form finds it. */
export function rememberLengths(lengths: Lengths | undefined): RequestHandler {
  return (_request, response, next) => {
    response.locals.lengths = lengths;
    next();
  };
}

export function lengthsOf(request: Request): Lengths {
  return (request.res?.locals.lengths as Lengths | undefined) ?? USUAL_LENGTHS;
}
