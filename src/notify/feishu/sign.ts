import { createHmac } from "node:crypto";

/** The custom bot's signature: the key is the text, the message is empty. `timestamp` is in seconds. */
export function signatureOf(timestamp: number, secret: string): string {
  return createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64");
}
