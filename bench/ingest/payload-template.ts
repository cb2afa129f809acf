import { alertPayload } from "../../src/cli/demo/alert-payload.ts";

/** A whole HTTP request in which only the fingerprints, and the pods named after them, are written anew each time. */
export interface RequestTemplate {
  next(): Buffer;
}

const PLACEHOLDER = "0123456789abcdef";
const STARTS_AT = new Date("2026-01-01T00:00:00Z");

export function createRequestTemplate(options: {
  alerts: number;
  token: string;
  /** Sets the fingerprints of this template apart from those of others. */
  seed: number;
}): RequestTemplate {
  const head = alertPayload({
    namespace: "shop",
    pod: `web-${PLACEHOLDER}`,
    container: "web",
    startsAt: STARTS_AT,
    fingerprint: PLACEHOLDER,
  }) as { alerts: object[] };
  const alerts = Array.from({ length: options.alerts }, () => head.alerts[0]);
  // What the group has in common names no pod.
  const body = Buffer.from(JSON.stringify({ ...head, commonLabels: {}, commonAnnotations: {}, alerts }));
  const headers = [
    "POST /webhooks/alertmanager HTTP/1.1",
    "Host: 127.0.0.1",
    `Authorization: Bearer ${options.token}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  const request = Buffer.concat([Buffer.from(`${headers.join("\r\n")}\r\n\r\n`), body]);
  const places = placesOf(request);
  const placesOfOneAlert = places.length / options.alerts;
  let count = options.seed * 2 ** 32;
  return {
    next() {
      const copy = Buffer.from(request);
      for (const [index, place] of places.entries()) {
        if (index % placesOfOneAlert === 0) count += 1;
        copy.write(count.toString(16).padStart(PLACEHOLDER.length, "0"), place, "latin1");
      }
      return copy;
    },
  };
}

function placesOf(request: Buffer): number[] {
  const places: number[] = [];
  for (let at = request.indexOf(PLACEHOLDER); at >= 0; at = request.indexOf(PLACEHOLDER, at + 1))
    places.push(at);
  return places;
}
