import { redact } from "../core/redact.ts";
import type { EvidenceDraft } from "./candidate.ts";
import type { EventFact, Facts, LogFact } from "./facts.ts";
import { formatSeconds } from "./quantity.ts";
import { secondsSince } from "./since.ts";
import type { Trouble } from "./troubles/trouble.ts";

const LOG_LINES = 6;
const LOG_CHARACTERS = 900;

/** Evidence of what the platform says of a trouble: the state, its event, the end of the log. */
export function troubleEvidence(facts: Facts, trouble: Trouble): EvidenceDraft[] {
  const event = eventOf(facts, trouble);
  const log = logOf(facts, trouble);
  return [
    stateEvidence(facts, trouble),
    ...(event === undefined ? [] : [eventEvidence(event)]),
    ...(log === undefined ? [] : [logEvidence(facts, log)]),
  ];
}

function stateEvidence(facts: Facts, { kind, pod, container, reason, words, since }: Trouble): EvidenceDraft {
  const { object, at } = facts;
  const age = formatSeconds(Math.min(secondsSince(at, since), 10 * 365 * 86_400));
  const end = container?.ends[0];
  const ended =
    end === undefined ? "" : `, last ended with exit code ${end.exitCode} after ${end.ranSeconds} s`;
  const restarts =
    container === undefined || container.restartCount === 0 ? "" : `, ${container.restartCount} restarts`;
  const who =
    pod === undefined
      ? `${object.kind} ${object.name}`
      : container === undefined
        ? `pod ${pod.name}`
        : `container ${container.name} of pod ${pod.name}`;
  const target = pod === undefined ? `${object.kind.toLowerCase()} ${object.name}` : `pod ${pod.name}`;
  return {
    kind: "container-status",
    source: `kubectl get ${target.replace(" ", ` -n ${object.namespace} `)} -o yaml`,
    at: Number.isFinite(Date.parse(since)) ? since : at,
    text: redact(
      `${who}: ${reason || kind} for ${age}${ended}${restarts}${words === "" ? "" : `: ${words}`}`,
    ),
  };
}

export function eventEvidence(event: EventFact): EvidenceDraft {
  const { kind, namespace, name } = event.about;
  return {
    kind: "event",
    source: `kubectl events -n ${namespace} --for ${kind.toLowerCase()}/${name}`,
    at: event.lastAt,
    text: `${event.reason}${event.count > 1 ? `, ${event.count} times` : ""}: ${event.message}`,
  };
}

export function logEvidence(facts: Facts, log: LogFact): EvidenceDraft {
  return {
    kind: "log",
    source: `kubectl logs -n ${facts.object.namespace} ${log.pod} -c ${log.container}${log.isPrevious ? " --previous" : ""}`,
    at: facts.at,
    text: lastLines(log.text),
  };
}

export function lastLines(text: string, lines = LOG_LINES): string {
  return redact(text.trimEnd().split("\n").slice(-lines).join("\n").slice(-LOG_CHARACTERS));
}

const EVENT_REASONS: Partial<Record<Trouble["kind"], readonly string[]>> = {
  image: ["Failed", "ErrImageNeverPull", "InspectFailed"],
  config: ["Failed"],
  start: ["Failed", "BackOff"],
  crash: ["BackOff", "Unhealthy"],
  "not-ready": ["Unhealthy"],
  unschedulable: ["FailedScheduling"],
  mount: ["FailedMount", "FailedAttachVolume"],
  creating: ["FailedCreatePodSandBox"],
  refused: ["FailedCreate"],
  evicted: ["Evicted"],
  job: ["BackoffLimitExceeded", "DeadlineExceeded"],
};

export function eventOf(facts: Facts, { kind, pod }: Trouble): EventFact | undefined {
  const reasons = EVENT_REASONS[kind] ?? [];
  return facts.events.findLast(
    ({ reason, about, message }) =>
      reasons.includes(reason) &&
      (pod === undefined ? about.kind !== "Pod" : about.uid === pod.uid) &&
      !/^Error: (ErrImagePull|ImagePullBackOff)$/.test(message),
  );
}

/** The log of the instance that ended, where it has one; else of the one that runs. */
export function logOf(facts: Facts, { pod, container }: Trouble): LogFact | undefined {
  const own = facts.logs.filter((log) => log.pod === pod?.name && log.container === container?.name);
  return own.find(({ isPrevious }) => isPrevious) ?? own[0];
}

/** All that a container said at its ends, oldest first, with its termination message. */
export function saidBy(facts: Facts, { pod, container }: Trouble): string {
  const own = facts.logs.filter((log) => log.pod === pod?.name && log.container === container?.name);
  const ends = container?.ends.map(({ message }) => message) ?? [];
  return [...own.map(({ text }) => text), ...ends].join("\n");
}
