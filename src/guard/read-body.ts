import type { IncomingMessage } from "node:http";

/** Object and old object of three megabytes each, and what JSON adds to them. */
const MAX_BYTES = 16 * 2 ** 20;

/** The whole body; undefined where it is larger than any that the API server sends. */
export async function readBody(request: IncomingMessage, maxBytes = MAX_BYTES): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else if (length > 2 * maxBytes) break;
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}
