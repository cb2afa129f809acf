/** The little of protobuf's wire format that the long connection uses: varints and bytes. */
export interface Field {
  id: number;
  value: bigint | Buffer;
}

const VARINT = 0;
const BYTES = 2;

export function fieldVarint(id: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(id * 8 + VARINT)), varint(BigInt.asUintN(64, value))]);
}

export function fieldBytes(id: number, value: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(id * 8 + BYTES)), varint(BigInt(value.length)), value]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** Throws on what is cut off or of another wire type. */
export function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const next = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error("the frame is cut off");
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error("a number of the frame does not end");
  };
  while (at < bytes.length) {
    const key = Number(next());
    const [id, type] = [key >> 3, key & 7];
    if (type === VARINT) {
      fields.push({ id, value: next() });
    } else if (type === BYTES) {
      const length = Number(next());
      if (at + length > bytes.length) throw new Error("the frame is cut off");
      fields.push({ id, value: bytes.subarray(at, at + length) });
      at += length;
    } else {
      throw new Error(`the frame has a field of wire type ${type}`);
    }
  }
  return fields;
}
