import type { ObjectRef } from "../../domain/object-ref.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Candidate, EvidenceDraft } from "../candidate.ts";
import type { EventFact } from "../facts.ts";

/** The command that shows an object again. */
export function getCommand({ kind, namespace, name }: Pick<ObjectRef, "kind" | "namespace" | "name">) {
  const scope = namespace === "" ? "" : ` -n ${namespace}`;
  return `kubectl get ${kind.toLowerCase()}${scope} ${name} -o yaml`;
}

/** A fact that an object's specification or status shows. */
export function seen(
  object: Pick<ObjectRef, "kind" | "namespace" | "name">,
  at: string,
  text: string,
): EvidenceDraft {
  const kind = object.kind === "Node" ? "node" : object.kind === "Namespace" ? "namespace" : "specification";
  return { kind, source: getCommand(object), at, text };
}

export function eventSeen(event: EventFact): EvidenceDraft {
  const { kind, namespace, name } = event.about;
  return {
    kind: "event",
    source: `kubectl events -n ${namespace || "default"} --for ${kind.toLowerCase()}/${name}`,
    at: event.lastAt,
    text: `${event.reason}: ${event.message}`,
  };
}

/** A candidate without what memory and releases need. */
export function candidate(
  of: Pick<Candidate, "cause" | "confidence" | "sentence" | "support"> &
    Partial<Pick<Candidate, "contradictions" | "object" | "repair" | "advice">>,
): Candidate {
  return { contradictions: [], memory: null, rollback: null, ...of };
}

/** A list that an object holds at a field, or none. */
export function listAt(value: unknown, field: string): unknown[] {
  const list = recordOf(value)[field];
  return Array.isArray(list) ? list : [];
}
