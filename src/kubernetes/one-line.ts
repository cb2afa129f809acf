import { redact } from "../core/redact.ts";

const MAX_LENGTH = 300;
/** More is not looked at: a message of the cluster can be as long as somebody likes. */
const MAX_INPUT = 4000;

/** The cluster's words as one bounded line, without control characters and without what looks like a secret. */
export function oneLine(text: string): string {
  const line = redact(text.slice(0, MAX_INPUT))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 3)}...` : line;
}
