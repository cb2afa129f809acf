import type { Request, Response } from "express";
import { Refusal } from "../refusal.ts";

export interface BodyRule {
  /** Media type that the body must have. */
  type: "application/json" | "application/x-www-form-urlencoded";
  limitBytes: number;
}

/** Thrown when the caller went away in mid-body: there is nobody to answer. */
export class CallerGone extends Error {
  override readonly name = "CallerGone";
}

/** Refuses what the body says of itself before a byte of it is read: 415, then 413. */
export function checkBodyHeaders(request: Request, rule: BodyRule): void {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== rule.type) {
    throw new Refusal(415, "wrong-content-type", `Send the body with Content-Type: ${rule.type}.`);
  }
  const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding !== "identity") {
    throw new Refusal(415, "encoded-body", "Send the body as it is, without a Content-Encoding.");
  }
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > rule.limitBytes) throw tooLarge(rule.limitBytes);
}

/** Reads the body, and stops at the first byte over the limit. */
export async function readBody(request: Request, response: Response, rule: BodyRule): Promise<Buffer> {
  checkBodyHeaders(request, rule);
  // The server leaves this to us, so that a refused caller never sends its body at all.
  if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
  return collect(request, rule.limitBytes);
}

function collect(request: Request, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) return settle(() => reject(tooLarge(limitBytes)));
      chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks, size)));
    const onGone = () => settle(() => reject(new CallerGone("the caller went away in mid-body")));
    const settle = (outcome: () => void) => {
      request.off("data", onData).off("end", onEnd).off("close", onGone);
      request.pause();
      outcome();
    };
    // A stream without an error listener would take the process down.
    request.on("error", onGone);
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

function tooLarge(limitBytes: number): Refusal {
  return new Refusal(
    413,
    "body-too-large",
    `The body is over the limit of ${limitBytes} bytes. Send less, or raise WEBHOOK_MAX_BYTES for the webhook.`,
  );
}
