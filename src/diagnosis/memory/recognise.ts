import type { EventFact, Facts } from "../facts.ts";
import type { EndFact, PodContainer, PodFact } from "../objects/pod.ts";

/** How it is known that memory ended an instance, and how sure that is. */
export interface Recognition {
  how: "reported" | "node-event" | "unexplained-137" | "child-killed" | "alert";
  confidence: number;
  text: string;
}

interface Instance {
  pod: PodFact;
  container: PodContainer;
  end: EndFact;
}

/** Whether memory ended this instance. An end that a probe, an eviction or a deletion explains is none. */
export function recogniseKill(facts: Facts, instance: Instance): Recognition | undefined {
  const { end } = instance;
  if (end.reason === "OOMKilled") return reported(end);
  if (end.exitCode === 0 || end.reason !== "Error" || isExplained(facts, instance)) return undefined;
  const event = nodeEventOf(facts, instance);
  if (event !== undefined) {
    return { how: "node-event", confidence: 0.9, text: `node event ${event.reason}: ${event.message}` };
  }
  if (end.exitCode === 137) return unexplained(facts, instance);
  return childKilled(facts, instance);
}

function reported(end: EndFact): Recognition {
  const text =
    end.exitCode === 137
      ? "OOMKilled, exit code 137"
      : `OOMKilled with exit code ${end.exitCode}: the kernel killed a child process and the main one ended by itself`;
  return { how: "reported", confidence: 1, text };
}

function unexplained(facts: Facts, { pod, container }: Instance): Recognition {
  const areEventsKnown = !facts.gaps.some((gap) => gap.what === `events of Pod ${pod.name}`);
  const confidence = container.limitBytes === null ? 0.4 : areEventsKnown ? 0.7 : 0.45;
  const text = areEventsKnown
    ? "exit code 137 (SIGKILL) that no probe, eviction or deletion explains"
    : "exit code 137 (SIGKILL); events could not be read, so another killer is possible";
  return { how: "unexplained-137", confidence, text };
}

/** What programs say when a child of theirs got SIGKILL, each anchored to the program's own words. */
const CHILD_KILLED = [
  // stress(1): "stress: FAIL: [1] (415) <-- worker 7 got signal 9"
  /<-- worker \d{1,10} got signal 9\b/,
  // nginx: "worker process 29 exited on signal 9"
  /\bworker process \d{1,10} exited on signal 9\b/,
  // PostgreSQL: "server process (PID 123) was terminated by signal 9: Killed"
  /\(PID \d{1,10}\) was terminated by signal 9\b/,
  // gunicorn: "Worker (pid:12) was sent SIGKILL! Perhaps out of memory?"
  /\bWorker \(pid:\d{1,10}\) was sent SIGKILL!/,
  // Go's os/exec: "signal: killed" at the end of an error
  /\bsignal: killed$/m,
  // npm, yarn: "npm error signal SIGKILL"
  /^npm (?:ERR!|error) signal SIGKILL$/m,
  // shells: "sh: line 1:     7 Killed      ./work"
  /\bline \d{1,6}:\s{1,20}\d{1,10} Killed\b/,
];

function childKilled(facts: Facts, { pod, container, end }: Instance): Recognition | undefined {
  if (container.limitBytes === null) return undefined;
  const isOfLatest = end === container.ends[0];
  const logs = facts.logs.filter(
    (log) =>
      log.pod === pod.name &&
      log.container === container.name &&
      // While the next instance runs, the log of now is no longer that of the one that ended.
      (log.isPrevious ? isOfLatest : isOfLatest && container.runningSince === null),
  );
  for (const log of logs) {
    const line = log.text.split("\n").find((each) => CHILD_KILLED.some((pattern) => pattern.test(each)));
    if (line !== undefined) {
      const text = `exit code ${end.exitCode} after its log said "${line.slice(0, 200)}"`;
      return { how: "child-killed", confidence: 0.6, text };
    }
  }
  return undefined;
}

/** Seconds by which an event's time and the end of an instance may differ on one node. */
const SAME_TIME_SECONDS = 10;

/** An OOMKilling event of node-problem-detector, or the kubelet's own SystemOOM, at the time of the end. */
function nodeEventOf(facts: Facts, { pod, end }: Instance): EventFact | undefined {
  const node = facts.nodes.find(({ name }) => name === pod.node);
  return node?.events.find(
    (event) =>
      (event.reason === "OOMKilling" || event.reason === "SystemOOM") &&
      overlaps(event, end.finishedAt, end.finishedAt, SAME_TIME_SECONDS),
  );
}

function isExplained(facts: Facts, { pod, container, end }: Instance): boolean {
  if (pod.isTerminating || pod.disruption !== "" || pod.reason !== "") return true;
  return facts.events.some(
    (event) =>
      ["Killing", "Evicted", "Preempted", "NodeShutdown", "TaintManagerEviction"].includes(event.reason) &&
      event.about.uid === pod.uid &&
      (event.about.container === "" || event.about.container === container.name) &&
      overlaps(event, end.startedAt, end.finishedAt, 5),
  );
}

/** Whether the time that an event spans (first to last, where it is counted) meets a span, with some tolerance. */
export function overlaps(
  event: Pick<EventFact, "firstAt" | "lastAt">,
  from: string,
  to: string,
  toleranceSeconds: number,
): boolean {
  const slackMs = toleranceSeconds * 1000;
  return (
    Date.parse(event.firstAt) <= Date.parse(to) + slackMs &&
    Date.parse(event.lastAt) >= Date.parse(from) - slackMs
  );
}

/**
 * The kubelet writes SystemOOM for the whole node alone (pkg/kubelet/oom); node-problem-detector's OOMKilling copies
 * the kernel's line, which says "Memory cgroup out of memory" for a limit and "Out of memory" for the node.
 */
export function isOfWholeNode(event: { reason: string; message: string }): boolean {
  if (event.reason === "SystemOOM") return true;
  return event.reason === "OOMKilling" && /^\s*Out of memory: Kill/i.test(event.message);
}
