import type { Finding } from "../../domain/finding.ts";
import type { Facts } from "../facts.ts";
import { failingProbes } from "../probes/failing-probe.ts";
import { startTime } from "../probes/start-time.ts";
import type { Question } from "./question.ts";

/** Fewer points or marks decide nothing, whatever is computed from them. */
const LEAST_POINTS = 6;
const LEAST_MARKS = 3;
const MOST_LINES = 300;
const LINE_CHARACTERS = 300;
const MARK = /\d ?%|\d ?(?:\/|of|out of) ?\d|\bpercent\b/;

/** At most one a finding: the one whose answer would change it. */
export function openQuestions(facts: Facts, finding: Finding): Question[] {
  if (facts.computed !== undefined && facts.computed.length > 0) return [];
  const question =
    memoryQuestion(facts, finding) ??
    probeQuestion(facts, finding) ??
    releaseQuestion(facts, finding) ??
    restartQuestion(facts, finding);
  return question === undefined ? [] : [question];
}

/** Leak or too small: open while neither an earlier limit nor the attempts so far have told. */
function memoryQuestion(facts: Facts, { cause, memory }: Finding): Question | undefined {
  if (cause !== "memory-limit-too-low" || memory === null || memory.growth !== "unknown") return undefined;
  if (memory.earlierGoodLimitBytes !== null || memory.declaredNeed !== null) return undefined;
  const own = (facts.series ?? []).filter(
    ({ container, points }) => container === memory.container && points.length >= LEAST_POINTS,
  );
  if (own.length === 0) return undefined;
  return {
    analysis: "memory-trend",
    container: memory.container,
    input: { limitBytes: memory.limitBytes, series: own.map(({ id, points }) => ({ id, points })) },
    source: own.some(({ from }) => from === "prometheus")
      ? "Prometheus: container_memory_working_set_bytes"
      : "the metrics API, asked every 15 s: kubectl top pod --containers",
  };
}

/** Slow start or dead: open where nothing measured says how long a start takes, and the log tells of progress. */
function probeQuestion(facts: Facts, { cause }: Finding): Question | undefined {
  if (cause !== "probe-too-early") return undefined;
  const failing = failingProbes(facts).find(({ kills }) => kills);
  if (failing === undefined || startTime(facts, failing) !== undefined) return undefined;
  const { container, pod, view } = failing;
  const ranSeconds = container.ends.map((end) => end.ranSeconds).filter((seconds) => seconds > 0);
  const longest = Math.max(0, ...ranSeconds);
  // What was written by an instance that ended tells of a whole run; the one that runs now has not had its time.
  const runs = facts.logs
    .filter((log) => log.pod === pod.name && log.container === container.name && log.isPrevious)
    .map(({ text }) =>
      text
        .split("\n")
        .slice(-MOST_LINES)
        .map((line) => line.slice(0, LINE_CHARACTERS)),
    )
    .filter((lines) => lines.filter((line) => MARK.test(line)).length >= LEAST_MARKS)
    .map((lines) => ({ lines, ranSeconds: longest }));
  if (runs.length === 0 || longest === 0) return undefined;
  return {
    analysis: "probe-timing",
    container: container.name,
    input: { ready: [], runs, periodSeconds: Math.max(view.periodSeconds, 5) },
    source: `kubectl logs -n ${pod.namespace} ${pod.name} -c ${container.name} --previous`,
  };
}

/** From here on the evidence leaves no other answer, and nothing has to be added to it. */
const SURE = 0.9;

/** What the newest release says in its log that the one before it did not: open where that it is at fault is not sure. */
function releaseQuestion(facts: Facts, { cause, confidence, rollback }: Finding): Question | undefined {
  const [newest] = facts.revisions;
  if (cause !== "bad-release" || rollback === null || confidence >= SURE || newest === undefined)
    return undefined;
  const revisionOf = new Map(facts.pods.map(({ name, revision }) => [name, revision]));
  const told = [...facts.logs, ...(facts.logsBefore ?? [])].filter(
    ({ pod }) => (revisionOf.get(pod) ?? "") !== "",
  );
  const containers = [...new Set(told.map(({ container }) => container))];
  for (const container of containers) {
    const own = told.filter((log) => log.container === container);
    const linesOf = (isNewest: boolean) =>
      own
        .filter(({ pod }) => (revisionOf.get(pod) === newest.name) === isNewest)
        .flatMap(({ text }) => linesIn(text))
        .slice(-MOST_LINES);
    const [before, after] = [linesOf(false), linesOf(true)];
    if (before.length === 0 || after.length === 0) continue;
    const { namespace, name } = facts.object;
    return {
      analysis: "log-templates",
      container,
      input: { before, after },
      source: `kubectl logs of the pods of ${namespace}/${name}, the newest revision beside those before it`,
    };
  }
  return undefined;
}

/** Two runs may be alike by chance. */
const LEAST_RUNS = 3;
const MOST_RUNS = 50;

/** Whether it ends at the same point each time: open where nothing around the program explains its end. */
function restartQuestion(facts: Facts, { cause }: Finding): Question | undefined {
  if (cause !== "application-crash" && cause !== "unknown") return undefined;
  const ended = facts.pods.flatMap((pod) =>
    pod.containers.flatMap(({ name, kind, ends }) =>
      kind === "init" ? [] : ends.map((end) => ({ name, end })),
    ),
  );
  const byContainer = [...Map.groupBy(ended, ({ name }) => name)].sort(([, a], [, b]) => b.length - a.length);
  const [container, own] = byContainer[0] ?? ["", []];
  const runs = own
    .map(({ end }) => ({
      startedAt: Date.parse(end.startedAt) / 1000,
      finishedAt: Date.parse(end.finishedAt) / 1000,
    }))
    .filter(({ startedAt, finishedAt }) => finishedAt >= startedAt)
    .slice(0, MOST_RUNS);
  if (runs.length < LEAST_RUNS) return undefined;
  const { namespace, name } = facts.object;
  return {
    analysis: "restart-intervals",
    container,
    input: { runs },
    source: `the ends of container ${container} in the pods of ${namespace}/${name}`,
  };
}

const linesIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, LINE_CHARACTERS));
