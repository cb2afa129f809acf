import { readFile } from "node:fs/promises";
import type { Evidence, KubeObject, LoggedRequest, Truth } from "./evidence.ts";
import { readRows } from "./read-rows.ts";

type LogLine = LoggedRequest | { state: string; objects: KubeObject[] };

export async function readEvidence(from: {
  requests: string;
  acknowledged: string;
  databaseUrl: string;
  clockSets: string;
  soakSeconds: number;
  truths: readonly Truth[];
}): Promise<Evidence> {
  const lines = await jsonLines<LogLine>(from.requests);
  const states = new Map<string, KubeObject[]>();
  const requests: LoggedRequest[] = [];
  for (const line of lines)
    if ("state" in line) states.set(line.state, line.objects);
    else requests.push(line);
  return {
    ...{ requests, states, truths: from.truths, soakSeconds: from.soakSeconds },
    clockSetAt: (await jsonLines<{ at: string }>(from.clockSets)).map(({ at }) => at),
    acknowledged: await jsonLines(from.acknowledged),
    rows: await readRows(from.databaseUrl),
  };
}

async function jsonLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
