import type { Request, RequestHandler } from "express";
import type { Stop } from "../../domain/stop.ts";

/** What stands at the top of every page. */
export interface Banner {
  stop: Stop | null;
  isDryRun: boolean;
}

/** Puts it where every page finds it, also one that tells of an error. */
export function rememberBanner(banner: () => Banner): RequestHandler {
  return (_request, response, next) => {
    response.locals.banner = banner();
    next();
  };
}

export function bannerOf(request: Request): Banner {
  return (request.res?.locals.banner as Banner | undefined) ?? { stop: null, isDryRun: false };
}
