import type { Random } from "../../src/simulation/store/random.ts";
import { SECRET_SHAPES } from "./data/secret-shapes.ts";

/** A secret that was planted, with the text that it stands in. */
export interface Canary {
  shape: string;
  secret: string;
  text: string;
}

/** No hexadecimal digits alone, which are masked as hashes, and nothing that stands anywhere else. */
const ALPHABET = "ghjkmnpqrstvwxyzGHJKMNPQRSTVWXYZ23456789";

export function canary(shape: string, random: Random): Canary {
  const secret = Array.from({ length: 28 }, () => ALPHABET[Math.floor(random.next() * ALPHABET.length)]).join(
    "",
  );
  const text = (SECRET_SHAPES[shape] ?? "§")
    .replace("SPLIT(§)", () => `${secret.slice(0, 9)}\u200b${secret.slice(9, 18)}\u2060${secret.slice(18)}`)
    .replaceAll(/BASE64\(([^)]*)\)/g, (_, inner: string) => base64(inner.replace("§", secret)))
    .replaceAll("§", secret);
  return { shape, secret, text };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Those of which a half is in the text: as it is, encoded, or with something in between. */
export function leaksIn(text: string, canaries: readonly Canary[]): Canary[] {
  const joined = text.replace(/\\u[0-9a-f]{4}|\\[nrt"\\]|[^A-Za-z0-9+/=]/gi, "");
  const readings = [text, joined, ...decoded(text)];
  return canaries.filter(({ secret }) =>
    [secret.slice(0, 14), secret.slice(14)].some((half) => readings.some((one) => one.includes(half))),
  );
}

/** What stands in the text in base64 (of which what is around it may shift the first digits) or percent-encoded. */
function decoded(text: string): string[] {
  const runs = text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? [];
  return runs.flatMap((run) =>
    [0, 1, 2, 3].map((shift) => Buffer.from(run.slice(shift), "base64").toString("latin1")),
  );
}
