import { once } from "node:events";
import { CLEAR_LINE } from "../progress.ts";

/** Waits where the reader is slower: a million rows must not pile up in memory. */
export async function writeLine(
  out: NodeJS.WritableStream & { isTTY?: boolean },
  line: string,
): Promise<void> {
  // On a terminal it may stand where it is told what is waited for.
  const start = out.isTTY === true ? CLEAR_LINE : "";
  if (!out.write(`${start}${line}\n`)) await once(out, "drain");
}
