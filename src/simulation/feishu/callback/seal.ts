import { createCipheriv, createHash } from "node:crypto";
import type { Delivery } from "./delivery.ts";

const IV_BYTES = 16;

/** AES-256-CBC under SHA-256 of the key, with the initialisation vector in front, in base64. */
export function encrypt(plaintext: string, encryptKey: string, iv: Buffer): string {
  const key = createHash("sha256").update(encryptKey).digest();
  const cipher = createCipheriv("aes-256-cbc", key, iv.subarray(0, IV_BYTES));
  return Buffer.concat([iv.subarray(0, IV_BYTES), cipher.update(plaintext, "utf8"), cipher.final()]).toString(
    "base64",
  );
}

export function sign(body: string, by: { timestamp: string; nonce: string; encryptKey: string }): string {
  return createHash("sha256")
    .update(by.timestamp + by.nonce + by.encryptKey + body)
    .digest("hex");
}

export interface Sealing {
  encryptKey: string | undefined;
  iv: Buffer;
  timestamp: string;
  nonce: string;
  /** JSON with spaces: as valid, and other bytes than a parser would write again. */
  isSpaced: boolean;
}

/** The request as the platform sends it: encrypted and signed where the application has a key, plain where it has none. */
export function seal(plaintext: string, sealing: Sealing): Delivery {
  const { encryptKey, iv, timestamp, nonce } = sealing;
  const type = { "content-type": "application/json; charset=utf-8" };
  if (encryptKey === undefined) return { body: plaintext, headers: type };
  const envelope = { encrypt: encrypt(plaintext, encryptKey, iv) };
  const body = sealing.isSpaced ? JSON.stringify(envelope, null, 2) : JSON.stringify(envelope);
  return {
    body,
    headers: {
      ...type,
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": sign(body, { timestamp, nonce, encryptKey }),
    },
  };
}
