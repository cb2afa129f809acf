import type { EvidenceDraft } from "./candidate.ts";
import type { EventFact, LogFact } from "./facts.ts";

export function eventDraft(event: EventFact): EvidenceDraft {
  const { kind, namespace, name } = event.about;
  return {
    kind: "event",
    source: `kubectl events -n ${namespace} --for ${kind.toLowerCase()}/${name}`,
    at: event.lastAt,
    text: `${event.reason}: ${event.message}`,
  };
}

/** A line of a log; what it says is the program's own word. */
export function logDraft(log: LogFact, namespace: string, line: string, at: string): EvidenceDraft {
  const previous = log.isPrevious ? " --previous" : "";
  return {
    kind: "log",
    source: `kubectl logs -n ${namespace} ${log.pod} -c ${log.container}${previous}`,
    at,
    text: line,
  };
}

/** Something that an object's manifest or status says. */
export function objectDraft(
  object: { kind: string; namespace?: string; name: string },
  at: string,
  text: string,
): EvidenceDraft {
  const scope = object.namespace ? ` -n ${object.namespace}` : "";
  return {
    kind: object.kind === "Node" ? "node" : "specification",
    source: `kubectl get ${object.kind.toLowerCase()}${scope} ${object.name} -o yaml`,
    at,
    text,
  };
}
