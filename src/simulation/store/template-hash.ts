import { digestOf } from "../../core/json.ts";

const ALPHABET = "bcdf456789";

/** Names a template's revision: as long and as safe as Kubernetes' own hash, though not the same digits. */
export function templateHash(template: unknown, collisions = 0): string {
  const digest = digestOf([template, collisions]);
  return Array.from({ length: 10 }, (_, index) => {
    const value = Number.parseInt(digest.slice(index * 2, index * 2 + 2), 16);
    return ALPHABET[value % ALPHABET.length];
  }).join("");
}
