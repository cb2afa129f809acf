import { redact } from "../../core/redact.ts";
import type { EvidenceDraft } from "../candidate.ts";
import type { Facts } from "../facts.ts";
import { formatBytes } from "../quantity.ts";
import type { Kill, KillGroup } from "./kill.ts";

const MAX_KILLS_SHOWN = 3;
const LOG_LINES = 5;
const LOG_CHARACTERS = 800;

/** What shows that memory ended these instances: their ends, the back-off, the last lines of the log. */
export function killEvidence(facts: Facts, group: KillGroup): EvidenceDraft[] {
  return [
    ...group.kills.slice(0, MAX_KILLS_SHOWN).map(endEvidence),
    ...backOff(facts, group),
    ...logs(facts, group),
  ];
}

function endEvidence(kill: Kill): EvidenceDraft {
  const limit = kill.limitBytes === null ? "no memory limit" : `a limit of ${formatBytes(kill.limitBytes)}`;
  return {
    kind: kill.recognition.how === "alert" ? "alert" : "container-status",
    source: `kubectl get pod -n ${kill.namespace} ${kill.podName} -o yaml`,
    at: kill.finishedAt,
    text: `container ${kill.container} of pod ${kill.podName} ended after ${kill.ranSeconds} s under ${limit}: ${kill.recognition.text}`,
  };
}

function backOff(facts: Facts, group: KillGroup): EvidenceDraft[] {
  const event = facts.events.find(
    ({ reason, about }) =>
      reason === "BackOff" &&
      about.container === group.container &&
      group.kills.some((kill) => kill.podUid === about.uid),
  );
  if (event === undefined) return [];
  return [
    {
      kind: "event",
      source: `kubectl events -n ${event.about.namespace} --for pod/${event.about.name}`,
      at: event.lastAt,
      text: `BackOff, ${event.count} times: ${event.message}`,
    },
  ];
}

function logs(facts: Facts, group: KillGroup): EvidenceDraft[] {
  const own = facts.logs.filter(
    (log) => log.container === group.container && group.kills.some((kill) => kill.podName === log.pod),
  );
  const log = own.find(({ isPrevious }) => isPrevious) ?? own[0];
  if (log === undefined) return [];
  const namespace = facts.object.namespace;
  const text = log.text.trimEnd().split("\n").slice(-LOG_LINES).join("\n").slice(-LOG_CHARACTERS);
  return [
    {
      kind: "log",
      source: `kubectl logs -n ${namespace} ${log.pod} -c ${log.container}${log.isPrevious ? " --previous" : ""}`,
      at: group.kills[0]?.finishedAt ?? facts.at,
      text: redact(text),
    },
  ];
}

/** Evidence about what the workload's specification says. */
export function specEvidence(facts: Facts, text: string): EvidenceDraft {
  const { kind, namespace, name } = facts.object;
  return {
    kind: "specification",
    source: `kubectl get ${kind.toLowerCase()} -n ${namespace} ${name} -o yaml`,
    at: facts.at,
    text: redact(text),
  };
}
