import type { Facts } from "../facts.ts";
import { saidBy } from "../told.ts";
import type { Trouble } from "../troubles/trouble.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

/** A container that cannot be started or that ends, with all that it and the runtime said. */
export interface EndedContainer {
  trouble: Trouble;
  /** The program's own last words, line by line; untrusted. */
  lines: string[];
  exitCode: number | undefined;
  ranSeconds: number;
  /** A failed liveness or startup probe had it killed: then its end says nothing of the program. */
  isKilledByProbe: boolean;
}

const MAX_LINES = 60;

/** The container that ends, of the newest revision where that has one. */
export function endedContainer(facts: Facts, kinds: readonly Trouble["kind"][]): EndedContainer | undefined {
  const troubles = troublesOf(facts).filter(({ kind }) => kinds.includes(kind));
  const newest = troubles.filter(({ revision }) => revision === facts.rollout.targetRevision);
  const trouble = [...newest, ...troubles].toSorted((a, b) => Number(b.isSettled) - Number(a.isSettled))[0];
  if (trouble === undefined) return undefined;
  const end = trouble.container?.ends[0];
  return {
    trouble,
    lines: saidBy(facts, trouble)
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(-MAX_LINES),
    exitCode: end?.exitCode,
    ranSeconds: end?.ranSeconds ?? 0,
    isKilledByProbe: facts.events.some(
      ({ reason, message, about }) =>
        reason === "Killing" &&
        about.uid === trouble.pod?.uid &&
        /failed (?:liveness|startup) probe/.test(message) &&
        (about.container === "" || about.container === trouble.container?.name),
    ),
  };
}

/** The latest line that says so. */
export function lastLine(lines: readonly string[], pattern: RegExp): string | undefined {
  return lines.findLast((line) => pattern.test(line.slice(0, 2000)))?.slice(0, 300);
}
