import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * No script but the file of our own, no frame, nothing from elsewhere; no referrer and no cache, for the path of an approval holds its
 * token. HSTS only where people come over HTTPS: it would lock a plain-HTTP host out for a year.
 */
export function securityHeaders(options: { isHttps: boolean }): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'none'"],
          "script-src": ["'self'"],
          "connect-src": ["'self'"],
          "style-src": ["'self'"],
          "img-src": ["'self'"],
          "form-action": ["'self'"],
          "frame-ancestors": ["'none'"],
          "base-uri": ["'none'"],
        },
      },
      referrerPolicy: { policy: "no-referrer" },
      xFrameOptions: { action: "deny" },
      strictTransportSecurity: options.isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    }),
    (_request, response, next) => {
      response.set("Cache-Control", "no-store");
      next();
    },
  ];
}
