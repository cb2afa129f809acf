import type { Request, Response } from "express";

const LINGER_MS = 2_000;
const LINGER_BYTES = 32 * 1024 * 1024;

/**
 * Sends an answer while the caller may still be sending its body. Closing at once would reset the connection, and the
 * caller would see a broken pipe in place of the answer: so the whole answer leaves first, what still comes in is
 * thrown away within a bound, and only then the connection closes. After RFC 9112, 9.6.
 */
export function sendAndLinger(request: Request, response: Response, body: string | Buffer): void {
  if (request.complete || hasNoBody(request)) {
    response.end(body);
    return;
  }
  response.setHeader("Connection", "close");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.write(body);
  let dropped = 0;
  const finish = () => {
    clearTimeout(timer);
    request.off("data", onData).off("end", finish).off("close", finish);
    response.end();
  };
  const onData = (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > LINGER_BYTES) finish();
  };
  const timer = setTimeout(finish, LINGER_MS);
  request.on("error", finish);
  request.on("data", onData).on("end", finish).on("close", finish);
  request.resume();
}

function hasNoBody(request: Request): boolean {
  const length = request.headers["content-length"];
  return request.headers["transfer-encoding"] === undefined && (length === undefined || length === "0");
}
