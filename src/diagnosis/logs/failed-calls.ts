import type { Facts } from "../facts.ts";
import { type FailedCall, failedCall } from "./failed-call.ts";
import { type LogLine, logLines } from "./log-lines.ts";

export interface ToldCall extends FailedCall {
  at: LogLine;
  /** How many lines tell of the same. */
  times: number;
}

const MAX_CALLS = 8;

/** The calls that the logs tell of as failed, each once; those that name somebody before those that do not. */
export function failedCalls(facts: Pick<Facts, "logs">): ToldCall[] {
  const found = new Map<string, ToldCall>();
  for (const at of logLines(facts)) {
    const call = failedCall(at.text);
    if (call === undefined) continue;
    const key = `${call.problem} ${call.to?.host ?? ""} ${call.to?.port ?? ""}`;
    const known = found.get(key);
    if (known !== undefined) known.times += 1;
    else found.set(key, { ...call, at, times: 1 });
  }
  return [...found.values()]
    .toSorted((a, b) => Number(b.to !== undefined) - Number(a.to !== undefined) || b.times - a.times)
    .slice(0, MAX_CALLS);
}
