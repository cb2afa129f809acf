import { boundText, redact } from "../../core/redact.ts";
import type { Facts } from "../facts.ts";

const MOST_PODS = 20;
const MOST_EVENTS = 100;
const MOST_LINES = 200;
const LINE_CHARACTERS = 300;
/** Bytes of all logs together. */
const MOST_OF_LOGS = 48_000;
const MOST_SERIES = 6;
const MOST_POINTS = 120;

/** What was read, in a form that a program can compute with: redacted, bounded, and data whatever it says. */
export interface Material {
  containers: {
    pod: string;
    container: string;
    ready: boolean;
    restarts: number;
    limitBytes: number | null;
    ends: { reason: string; exitCode: number; ranSeconds: number; finishedAt: string }[];
  }[];
  events: {
    reason: string;
    type: string;
    message: string;
    count: number;
    firstAt: string;
    lastAt: string;
    kind: string;
    name: string;
    container: string;
  }[];
  logs: { pod: string; container: string; previous: boolean; lines: string[] }[];
  memory: { pod: string; container: string; points: [number, number][] }[];
}

export const NO_MATERIAL: Material = { containers: [], events: [], logs: [], memory: [] };

export function materialOf(facts: Pick<Facts, "pods" | "events" | "logs" | "series">): Material {
  return {
    containers: facts.pods.slice(0, MOST_PODS).flatMap((pod) =>
      pod.containers.map(({ name, isReady, restartCount, limitBytes, ends }) => ({
        pod: pod.name,
        container: name,
        ready: isReady,
        restarts: restartCount,
        limitBytes,
        ends: ends.map(({ reason, exitCode, ranSeconds, finishedAt }) => ({
          reason: redact(reason),
          exitCode,
          ranSeconds,
          finishedAt,
        })),
      })),
    ),
    events: facts.events.slice(0, MOST_EVENTS).map(({ about, message, ...event }) => ({
      ...event,
      message: redact(message).slice(0, 2 * LINE_CHARACTERS),
      kind: about.kind,
      name: about.name,
      container: about.container,
    })),
    logs: logsOf(facts.logs),
    memory: (facts.series ?? [])
      .slice(0, MOST_SERIES)
      .map(({ pod, container, points }) => ({ pod, container, points: points.slice(-MOST_POINTS) })),
  };
}

function logsOf(logs: Facts["logs"]): Material["logs"] {
  let left = MOST_OF_LOGS;
  return logs.flatMap(({ pod, container, isPrevious, text }) => {
    const own = boundText(redact(text).trimEnd(), left);
    left -= Buffer.byteLength(own);
    const lines = own
      .split("\n")
      .slice(-MOST_LINES)
      .map((line) => line.slice(0, LINE_CHARACTERS));
    return own === "" ? [] : [{ pod, container, previous: isPrevious, lines }];
  });
}
