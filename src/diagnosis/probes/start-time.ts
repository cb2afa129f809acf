import { computedOf } from "../computation/computed-of.ts";
import type { Facts } from "../facts.ts";
import type { FailingProbe } from "./failing-probe.ts";
import { isoMs } from "./iso-ms.ts";

/** How long the program takes to start, and how that is known. */
export interface StartTime {
  seconds: number;
  from: string;
}

const TOLD = /\bstarted\b[^\n]{0,80}? in (\d{1,5}(?:\.\d{1,6})?) ?s(?:ec|econds)?\b/i;

/** Measured from pods of the same container that became ready, else as its log says of an earlier run. */
export function startTime(facts: Facts, { container }: FailingProbe): StartTime | undefined {
  const measured = facts.pods.flatMap((pod) => {
    const same = pod.containers.find(({ name }) => name === container.name);
    const ready = pod.conditions.find(({ type, status }) => type === "Ready" && status === "True");
    if (same?.runningSince == null || ready === undefined || !same.isReady || same.restartCount > 0)
      return [];
    const seconds = (isoMs(ready.since) - isoMs(same.runningSince)) / 1000;
    return seconds > 0 && seconds < 3600 ? [Math.ceil(seconds)] : [];
  });
  if (measured.length > 0)
    return { seconds: Math.max(...measured), from: "another pod became ready after that long" };
  const told = facts.logs
    .filter((log) => log.container === container.name)
    .flatMap(({ text }) => text.split("\n").slice(-200))
    .flatMap((line) => Number(TOLD.exec(line.slice(0, 500))?.[1] ?? Number.NaN))
    .filter((seconds) => seconds > 0);
  if (told.length > 0) return { seconds: Math.ceil(Math.max(...told)), from: "its log says so" };
  const timing = computedOf(facts, "probe-timing", container.name)?.result;
  if (timing?.verdict !== "slow-start" || timing.startSeconds === null) return undefined;
  return { seconds: timing.startSeconds, from: "computed from the progress in its log" };
}
