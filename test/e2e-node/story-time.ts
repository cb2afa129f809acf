import type { IncidentJson } from "../../src/cli/demo/service-client.ts";

/** A story that has not come to its end by then has failed; a CronJob's takes longest, two of its minutes. */
export const STORY_MS = 240_000;

/** For whoever reads the run: what the on-call engineer would have read. */
export function tellTimeline(name: string, { timeline }: IncidentJson): void {
  const lines = timeline.map(({ at, kind, text }) => `  ${at.slice(11, 19)} ${kind.padEnd(14)} ${text}`);
  console.info(`${name}\n${lines.join("\n")}`);
}
