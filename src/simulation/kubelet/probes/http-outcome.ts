import type { HttpGet } from "../../store/pod-parts.ts";
import { servedOn } from "./answers.ts";
import {
  failure,
  isListening,
  isRefusing,
  type ProbeOutcome,
  type ProbeTarget,
  SUCCESS,
} from "./probe-target.ts";
import { resolvePort } from "./resolve-port.ts";

/** The first bytes of an HTTP/2 server, as an HTTP/1 client quotes them. */
const HTTP2_PREFACE = String.raw`\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00@\x00`;

export function httpOutcome(get: HttpGet, timeoutMs: number, target: ProbeTarget): ProbeOutcome {
  const resolved = resolvePort(get.port, target.container);
  if ("error" in resolved) return resolved;
  const { port } = resolved;
  const host = get.host || target.podIP;
  const scheme = (get.scheme || "HTTP").toUpperCase();
  const path = get.path ?? "/";
  const url = `${scheme.toLowerCase()}://${host}:${port}${path.startsWith("/") ? "" : "/"}${path}`;
  const broken = (why: string) => failure(`Get "${url}": ${why}`);
  const served = servedOn(target.answers, port);
  if (host !== target.podIP && target.answers.ports) return broken(elsewhere(host, port));
  if (!served || !isListening(target)) return broken(`dial tcp ${host}:${port}: connect: connection refused`);
  if (served.scheme === "GRPC")
    return broken(
      `net/http: HTTP/1.x transport connection broken: malformed HTTP response "${HTTP2_PREFACE}"`,
    );
  if (served.scheme === "TCP") return broken("EOF");
  const speaks = served.scheme ?? (target.answers.ports ? "HTTP" : scheme);
  if (scheme === "HTTPS" && speaks === "HTTP")
    return broken("http: server gave HTTP response to HTTPS client");
  const status = scheme === "HTTP" && speaks === "HTTPS" ? 400 : statusOf(path, served, target);
  if ((served.takesMs ?? 0) > timeoutMs)
    return broken("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
  return status < 400 ? SUCCESS : failure(`HTTP probe failed with statuscode: ${status}`);
}

function statusOf(
  path: string,
  { paths, statuses }: { paths?: string[]; statuses?: Record<string, number> },
  target: ProbeTarget,
): number {
  const [bare = "/"] = path.split("?");
  const given = statuses?.[path] ?? statuses?.[bare];
  if (given !== undefined) return given;
  const isServed = paths === undefined || paths.includes(path) || paths.includes(bare);
  if (!isServed) return 404;
  return isRefusing(target) ? 503 : 200;
}

/** A probe's host is seen from the node: there is nothing of the pod at its localhost, nor are its names known. */
const elsewhere = (host: string, port: number): string =>
  host === "localhost" || /^[0-9.]+$/.test(host)
    ? `dial tcp ${host === "localhost" ? "127.0.0.1" : host}:${port}: connect: connection refused`
    : `dial tcp: lookup ${host}: no such host`;
