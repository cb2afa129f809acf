import type { EvidenceDraft } from "./candidate.ts";
import type { EventFact, LogFact } from "./facts.ts";

export function eventDraft(event: EventFact): EvidenceDraft {
  const { kind, namespace, name } = event.about;
  return {
    kind: "event",
    // Events of cluster-scoped objects are kept in the namespace default.
    source: `kubectl events -n ${namespace || "default"} --for ${kind.toLowerCase()}/${name}`,
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

interface Named {
  kind: string;
  namespace?: string;
  name: string;
}

/** The command that shows an object again. */
export function getCommand({ kind, namespace, name }: Named): string {
  const scope = namespace ? ` -n ${namespace}` : "";
  return `kubectl get ${kind.toLowerCase()}${scope} ${name} -o yaml`;
}

/** Something that an object's manifest or status says. */
export function objectDraft(object: Named, at: string, text: string): EvidenceDraft {
  const kind = object.kind === "Node" ? "node" : object.kind === "Namespace" ? "namespace" : "specification";
  return { kind, source: getCommand(object), at, text };
}
