import { appendFile, readFile } from "node:fs/promises";
import type { Played } from "../runner/play.ts";

/** What was played on the cluster so far, a line a scenario: a run that was interrupted goes on where it stopped. */
export interface PlayedBefore {
  all(): Promise<Played[]>;
  add(played: Played): Promise<void>;
}

export function openPlayedBefore(path: string): PlayedBefore {
  return {
    async all() {
      const text = await readFile(path, "utf8").catch(() => "");
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Played);
    },
    add: (played) => appendFile(path, `${JSON.stringify(played)}\n`),
  };
}
