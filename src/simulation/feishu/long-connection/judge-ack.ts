import { isObject } from "../card/checks.ts";
import type { Frame } from "./frame.ts";

/** The handler's own answer as text, or the number that the client shows. */
export type AckVerdict = { kind: "acked"; answer: string } | { kind: "failed"; code: number; reason: string };

/**
 * An answer is one of the frames back, its headers untouched but for what is added, with the handler's answer in base64.
 * The header `type` may differ: clients of the SDK rename it from card to event, and are understood.
 */
export function judgeAck(ack: Frame, sent: readonly Frame[]): AckVerdict {
  const failed = (code: number, reason: string): AckVerdict => ({ kind: "failed", code, reason });
  const isEcho = sent.some(
    (frame) =>
      frame.seqId === ack.seqId &&
      frame.logId === ack.logId &&
      frame.service === ack.service &&
      frame.method === ack.method &&
      isSubset(frame.headers, ack.headers),
  );
  if (!isEcho) return failed(200672, "the answer does not echo a frame that was sent");
  const payload = jsonOf(ack.payload.toString("utf8"));
  if (!isObject(payload)) return failed(200672, "the answer's payload is not JSON");
  if (payload.code !== 200) return failed(200671, `the answer's code is ${String(payload.code)}`);
  if (payload.data === undefined || payload.data === null)
    return failed(108002, "the answer carries no data");
  if (typeof payload.data !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(payload.data)) {
    return failed(200672, "the answer's data is not base64");
  }
  return { kind: "acked", answer: Buffer.from(payload.data, "base64").toString("utf8") };
}

function isSubset(wanted: Frame["headers"], given: Frame["headers"]): boolean {
  return wanted.every(
    ({ key, value }) =>
      key === "type" || given.some((header) => header.key === key && header.value === value),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
