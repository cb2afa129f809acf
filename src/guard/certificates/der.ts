/** The few pieces of DER that a certificate is made of. ITU-T X.690; lengths and tags of one byte's class alone. */

export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  if (length > 0xffff) throw new RangeError(`${length} bytes are more than a certificate has`);
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
export const set = (...parts: Uint8Array[]) => der(0x31, ...parts);
export const utf8 = (text: string) => der(0x0c, Buffer.from(text, "utf8"));
export const octets = (content: Uint8Array) => der(0x04, content);
export const boolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));
export const bits = (content: Uint8Array, unused = 0) => der(0x03, Buffer.from([unused]), content);
/** An explicit tag of the context. */
export const tagged = (number: number, ...parts: Uint8Array[]) => der(0xa0 | number, ...parts);

/** A positive number, from its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const kept = first < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first));
  return der(0x02, (kept[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), kept]) : kept);
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = rest.flatMap((part) => {
    const digits = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** UTCTime until 2049, GeneralizedTime after it. RFC 5280, 4.1.2.5. */
export function time(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2), "ascii"))
    : der(0x18, Buffer.from(digits, "ascii"));
}
