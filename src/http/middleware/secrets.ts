import type { IncomingMessage } from "node:http";

/** The token of `Authorization: Bearer`, RFC 6750. */
export function bearerTokenOf(request: IncomingMessage): string | undefined {
  return credentialsOf(request, "bearer");
}

/** The password of `Authorization: Basic`, RFC 7617; the user name is not looked at. */
export function basicPasswordOf(request: IncomingMessage): string | undefined {
  const encoded = credentialsOf(request, "basic");
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}

function credentialsOf(request: IncomingMessage, scheme: string): string | undefined {
  const header = request.headers.authorization ?? "";
  const space = header.indexOf(" ");
  if (space < 0 || header.slice(0, space).toLowerCase() !== scheme) return undefined;
  return header.slice(space + 1).trim();
}
