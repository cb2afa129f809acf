/** RFC 6455, section 5.2. */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface WsFrame {
  isFinal: boolean;
  opcode: number;
  payload: Buffer;
  /** Of the whole frame, in bytes. */
  length: number;
}

/** Reads the first frame of a client, which is masked always. */
export function readWsFrame(bytes: Buffer): WsFrame | "incomplete" | "unmasked" {
  if (bytes.length < 2) return "incomplete";
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  if (second < 0x80) return "unmasked";
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskAt = 2 + lengthBytes;
  if (bytes.length < maskAt + 4) return "incomplete";
  const size =
    lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : lengthBytes === 2 ? bytes.readUInt16BE(2) : short;
  const length = maskAt + 4 + size;
  if (bytes.length < length) return "incomplete";
  const mask = bytes.subarray(maskAt, maskAt + 4);
  const payload = Buffer.from(bytes.subarray(maskAt + 4, length));
  for (let index = 0; index < size; index += 1) {
    payload.writeUInt8(payload.readUInt8(index) ^ mask.readUInt8(index % 4), index);
  }
  return { isFinal: first >= 0x80, opcode: first & 0x0f, payload, length };
}

/** A whole message in one frame of a server, which is never masked. */
export function encodeWsFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size > 0xffff ? 10 : size > 125 ? 4 : 2);
  head.writeUInt8(0x80 | opcode, 0);
  if (size > 0xffff) {
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(size), 2);
  } else if (size > 125) {
    head.writeUInt8(126, 1);
    head.writeUInt16BE(size, 2);
  } else head.writeUInt8(size, 1);
  return Buffer.concat([head, payload]);
}
