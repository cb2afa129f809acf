import type { IncomingMessage } from "node:http";

const READ_AT_MOST_BYTES = 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > READ_AT_MOST_BYTES) throw new Error("the body is too large to read");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
