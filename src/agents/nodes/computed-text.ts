import { redact } from "../../core/redact.ts";
import type { Computed } from "../../diagnosis/computation/question.ts";
import type { LogTemplates, RestartIntervals } from "../../sandbox/analyses/analysis-results.ts";

/** What was computed, in one sentence for people. */
export function computedText(container: string, result: Computed["result"]): string {
  const who = `computed for container ${container}`;
  if ("templates" in result) return `${who}: ${newsText(result)}`;
  if ("pattern" in result) return `${who}: ${intervalsText(result)}`;
  const sure = `(confidence ${result.confidence})`;
  if ("samples" in result) {
    const { verdict, samples, runs, bytesPerSecond, secondsToLimit, recommendedLimitBytes } = result;
    const words = {
      leak: `memory grows steadily, by ${mebibytes((bytesPerSecond ?? 0) * 60)} a minute${secondsToLimit === null ? "" : `, and reaches the limit ${secondsToLimit} s after the last sample`}`,
      spike: "memory rises in one step, and does not grow",
      plateau: "memory rises to a level and stays there",
      unclear: "memory shows neither growth without end nor a level",
      "too-few-samples": "there are too few samples of memory",
    }[verdict];
    const size =
      recommendedLimitBytes === null ? "" : `; a limit of ${mebibytes(recommendedLimitBytes)} would hold it`;
    return `${who}: ${words}, in ${samples} samples of ${runs} runs${size} ${sure}`;
  }
  const { verdict, startSeconds, from, startupProbe } = result;
  if (verdict === "dead")
    return `${who}: it stopped on its way, at the same point each time, long before the probe ended it ${sure}`;
  if (verdict === "unknown" || startSeconds === null)
    return `${who}: its log does not tell how long it takes to start ${sure}`;
  const probe =
    startupProbe === null
      ? ""
      : `: a startup probe of ${startupProbe.failureThreshold} x ${startupProbe.periodSeconds} s gives it twice that`;
  return `${who}: it takes about ${startSeconds} s to start (${from === "measured" ? "measured" : "by the progress in its log"})${probe} ${sure}`;
}

const MOST_NEWS = 3;

/** What the log says since the change and did not say before. */
function newsText({ templates, distinct }: LogTemplates): string {
  const news = templates.filter(({ change }) => change === "new").slice(0, MOST_NEWS);
  if (news.length === 0)
    return `the release says nothing that was not said before, in ${distinct} kinds of lines`;
  const told = news.map(({ example, after }) => `"${redact(example)}" (${after} times)`).join("; ");
  return `new in the log since the release: ${told}`;
}

function intervalsText({
  runs,
  pattern,
  shortestSeconds,
  medianSeconds,
  longestSeconds,
}: RestartIntervals): string {
  if (pattern === "same-point")
    return `${runs} runs ended after ${medianSeconds} s each, give or take a tenth: a step that always fails, or a time limit, and not what happens to come in`;
  return `${runs} runs ended at different points, after ${shortestSeconds} s to ${longestSeconds} s: what comes in ends it, or what it calls, rather than its start`;
}

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
