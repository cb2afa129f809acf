import { describeRef } from "../../../domain/object-ref.ts";
import type { Candidate } from "../../candidate.ts";
import { computedOf } from "../../computation/computed-of.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { failedCalls } from "../../logs/failed-calls.ts";
import { type FailingProbe, failingProbes } from "../../probes/failing-probe.ts";
import type { ProbeView } from "../../probes/probe-view.ts";
import { servedPorts } from "../../probes/served-ports.ts";
import { type StartTime, startTime } from "../../probes/start-time.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** Ends of a container that come within this long of the probe's last chance are the probe's doing. */
const SLACK_SECONDS = 10;
/** Where the time to start is not known: as long as the Kubernetes documentation gives a slow start. */
const GENEROUS_SECONDS = 300;

/** The kubelet ends the container at the first chance that the probe gives it: the program never had the time to start. */
export const probeTooEarly: Signature = {
  name: "probe-too-early",
  family: "probes",
  explains: [
    {
      cause: "probe-too-early",
      evidence: [
        "Unhealthy and Killing events, in the kubelet's own words",
        "runs that end at the first chance that the probe gives; how long others took to start",
      ],
      repairs: ["SetProbe"],
    },
  ],
  diagnose: (facts) => failingProbes(facts).flatMap((failing) => tooEarly(facts, failing) ?? []),
};

function tooEarly(facts: Facts, failing: FailingProbe): Candidate | undefined {
  const { view, container, kills } = failing;
  if (!kills || !isUnanswered(facts, failing)) return undefined;
  const window = windowSeconds(view);
  const runs = container.ends.map(({ ranSeconds }) => ranSeconds).filter((seconds) => seconds > 0);
  const grace = graceSeconds(failing);
  const atFirstChance = runs.filter((seconds) => seconds <= window + grace + SLACK_SECONDS);
  if (runs.length === 0 || atFirstChance.length < runs.length) return undefined;
  // It stood still before the probe ended it: time to start would not help it.
  if (computedOf(facts, "probe-timing", container.name)?.result.verdict === "dead") return undefined;
  const known = startTime(facts, failing);
  const blamed = failedCalls(facts).some(({ to, problem }) => to !== undefined && problem !== "unavailable");
  const least = known === undefined || known.seconds > window;
  return found("probe-too-early", {
    confidence: unlessNew(
      facts,
      blamed ? 0.5 : known !== undefined && least ? 0.94 : 0.87,
      (spec) => spec.containers,
    ),
    sentence: `The ${view.name === "startupProbe" ? "startup" : "liveness"} probe ends container ${container.name} of ${describeRef(facts.object)} before it can have started: it is ended after ${runs.join(" s and ")} s, at the first chance that the probe gives (${window} s), and never answered before${known === undefined ? "" : `; it takes about ${known.seconds} s to start (${known.from})`}.`,
    support: failing.support,
    contradictions: blamed ? ["its log blames something that it calls"] : [],
    repair: repairOf(facts, failing, known),
    advice: [
      {
        text: "Give it a startup probe that lasts as long as the slowest start, and leave the liveness probe as it is",
        command: `kubectl edit ${facts.object.kind.toLowerCase()} -n ${facts.object.namespace} ${facts.object.name}`,
      },
    ],
  });
}

/** Nobody answered yet, on a port that is the right one as far as is known. An answer, if only 404, is no slow start. */
function isUnanswered(facts: Facts, failing: FailingProbe): boolean {
  const { problem, view } = failing;
  if (problem.kind === "refused") {
    const served = servedPorts(facts, failing);
    return served.length === 0 || served.some(({ port }) => port === view.port);
  }
  return problem.kind === "timeout" || problem.kind === "command-failed" || isStarting(problem);
}

const isStarting = (problem: FailingProbe["problem"]) => problem.kind === "status" && problem.status === 503;

/** From the container's start to the failure that ends it. */
function windowSeconds({ initialDelaySeconds, periodSeconds, failureThreshold }: ProbeView): number {
  return initialDelaySeconds + periodSeconds * failureThreshold;
}

function graceSeconds({ pod }: FailingProbe): number {
  const spec = pod.raw.spec as { terminationGracePeriodSeconds?: unknown } | undefined;
  const grace = spec?.terminationGracePeriodSeconds;
  return typeof grace === "number" ? grace : 30;
}

function repairOf(facts: Facts, failing: FailingProbe, known: StartTime | undefined) {
  const { view, container, of } = failing;
  const period = Math.max(view.periodSeconds, 5);
  const wanted = Math.max(
    known === undefined ? GENEROUS_SECONDS : known.seconds * 2,
    windowSeconds(view) * 2,
  );
  const failureThreshold = Math.ceil(wanted / period);
  const basis =
    known === undefined
      ? `${failureThreshold * period} s to start in place of ${windowSeconds(view)} s`
      : `${failureThreshold * period} s to start, twice the ${known.seconds} s that it takes (${known.from})`;
  const present = of.probes.startupProbe;
  const { initialDelaySeconds: _delay, ...handler } = view.raw;
  const to = { ...(present?.raw ?? handler), periodSeconds: period, failureThreshold };
  return templateRepair(
    facts,
    "SetProbe",
    { container: container.name, probe: "startupProbe", from: present?.raw ?? null, to, basis },
    true,
  );
}
