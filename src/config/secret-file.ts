import { readFileSync } from "node:fs";

/** What a file of a secret holds, without its last line end; or what is wrong with it, without a word of what it holds. */
export type SecretFile = { text: string } | { problem: string };

export function readSecretFile(path: string): SecretFile {
  try {
    const text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    return text === "" ? { problem: "names an empty file" } : { text };
  } catch (error) {
    return { problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
