import { fieldBytes, fieldVarint, readFields } from "./protobuf.ts";

export const CONTROL = 0;
export const DATA = 1;

/** The message `pbbp2.Frame` of the long connection. */
export interface Frame {
  seqId: bigint;
  logId: bigint;
  service: number;
  method: number;
  headers: readonly { key: string; value: string }[];
  payload: Buffer;
}

export function encodeFrame(frame: Frame): Buffer {
  return Buffer.concat([
    fieldVarint(1, frame.seqId),
    fieldVarint(2, frame.logId),
    fieldVarint(3, BigInt(frame.service)),
    fieldVarint(4, BigInt(frame.method)),
    ...frame.headers.map(({ key, value }) =>
      fieldBytes(5, Buffer.concat([fieldBytes(1, Buffer.from(key)), fieldBytes(2, Buffer.from(value))])),
    ),
    fieldBytes(8, frame.payload),
  ]);
}

/** Throws where a required field is missing, for which a zero must be written, too. */
export function decodeFrame(bytes: Buffer): Frame {
  const fields = readFields(bytes);
  const number = (id: number): bigint => {
    const value = fields.findLast((field) => field.id === id)?.value;
    if (typeof value !== "bigint") throw new Error(`the frame lacks its required field ${id}`);
    return value;
  };
  const payload = fields.findLast(({ id }) => id === 8)?.value;
  return {
    seqId: number(1),
    logId: number(2),
    service: Number(BigInt.asIntN(32, number(3))),
    method: Number(BigInt.asIntN(32, number(4))),
    headers: fields.filter(({ id }) => id === 5).map(({ value }) => headerOf(value)),
    payload: Buffer.isBuffer(payload) ? payload : Buffer.alloc(0),
  };
}

function headerOf(value: bigint | Buffer): { key: string; value: string } {
  const fields = Buffer.isBuffer(value) ? readFields(value) : [];
  const text = (id: number): string => {
    const found = fields.find((field) => field.id === id)?.value;
    if (!Buffer.isBuffer(found)) throw new Error("a header of the frame lacks its key or value");
    return found.toString("utf8");
  };
  return { key: text(1), value: text(2) };
}

export const headerValue = (frame: Frame, key: string): string | undefined =>
  frame.headers.find((header) => header.key === key)?.value;
