import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in constant time, whatever the lengths: both sides are hashed first. An empty secret matches nothing. */
export function isSameSecret(given: string | undefined, expected: string): boolean {
  const isEqual = timingSafeEqual(digest(given ?? ""), digest(expected));
  return isEqual && given !== undefined && expected !== "";
}
