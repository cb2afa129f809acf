import { once } from "node:events";

/** Waits where the reader is slower: a million rows must not pile up in memory. */
export async function writeLine(out: NodeJS.WritableStream, line: string): Promise<void> {
  if (!out.write(`${line}\n`)) await once(out, "drain");
}
