import { BEHIND_SECONDS, SEVERITIES, type Severity } from "../../src/domain/severity.ts";
import type { CrowdResult, Waited } from "./crowd.ts";

/** An incident's job is taken some time before its run begins here. */
const TAKING_MS = 1_000;

/** How many went before one that had waited already and whose turn was earlier: as signals, and as incidents. */
export function orderViolations(
  result: Pick<CrowdResult, "waited" | "acknowledgedAtMs">,
): Record<"signals" | "incidents", number> {
  const signals = result.waited.map((one) => ({
    turnMs: one.heardAtMs + behindMs(one),
    // Not before its sender knew that it was kept: then its commit was over.
    waitsFromMs: result.acknowledgedAtMs.get(one.name) ?? Number.POSITIVE_INFINITY,
    takenAtMs: one.takenAtMs,
  }));
  const incidents = result.waited.map((one) => ({
    turnMs: one.openedAtMs + behindMs(one),
    waitsFromMs: one.openedAtMs + TAKING_MS,
    takenAtMs: one.ranAtMs,
  }));
  return { signals: violationsOf(signals, 0), incidents: violationsOf(incidents, TAKING_MS) };
}

interface Taken {
  turnMs: number;
  waitsFromMs: number;
  takenAtMs: number;
}

/** A difference of turns up to `slackMs` is none: who was taken a moment sooner cannot be seen. */
function violationsOf(all: readonly Taken[], slackMs: number): number {
  const byTaking = all.toSorted((a, b) => a.takenAtMs - b.takenAtMs);
  return byTaking.filter((one, index) =>
    byTaking
      .slice(index + 1)
      .some(
        (later) =>
          later.takenAtMs > one.takenAtMs + slackMs &&
          later.waitsFromMs < one.takenAtMs &&
          later.turnMs + slackMs < one.turnMs,
      ),
  ).length;
}

const behindMs = ({ severity }: Waited) => BEHIND_SECONDS[severity] * 1000;

/** Milliseconds from the storing of its alert to its first run, the longest of each severity. */
export function longestWaits(waited: readonly Waited[]): Record<Severity, number> {
  const longest = (severity: Severity) =>
    Math.max(...waited.filter((one) => one.severity === severity).map((one) => one.ranAtMs - one.heardAtMs));
  const [critical, warning, info] = SEVERITIES.map(longest);
  return { critical: critical ?? 0, warning: warning ?? 0, info: info ?? 0 };
}
