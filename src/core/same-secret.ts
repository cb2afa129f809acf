import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in constant time, whatever the lengths: both sides are hashed first. An empty secret matches nothing. */
export function isSameSecret(given: string | undefined, expected: string): boolean {
  const isEqual = timingSafeEqual(digest(given ?? ""), digest(expected));
  return isEqual && given !== undefined && expected !== "";
}

/** The same against each of several: all are compared, so that the time does not tell which. */
export function isOneOfSecrets(given: string | undefined, expected: readonly string[]): boolean {
  return expected.map((one) => isSameSecret(given, one)).includes(true);
}
