import type { Attempt } from "../../domain/attempt.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { Incident } from "../../domain/incident.ts";
import { configActionOf } from "../../domain/main-action.ts";
import type { DataPart, Mask } from "../../llm/model.ts";

export interface CaseData {
  data: DataPart[];
  masks: Mask[];
  /** The evidence by the short name under which it was sent. */
  evidence: ReadonlyMap<string, Evidence>;
}

/** Evidence that is told of the trouble itself; what could not be read is no ground for anything. */
const MOST_EVIDENCE = 20;

/** What a model is shown of an incident: the trouble and what was seen of it, without the names of this cluster. */
export function caseData(incident: Incident, attempts: readonly Attempt[] = []): CaseData {
  const { finding } = incident;
  const known = (finding?.evidence ?? []).slice(0, MOST_EVIDENCE);
  const evidence = new Map(known.map((one, index) => [`e${index + 1}`, one]));
  const object = finding?.object ?? incident.subject;
  const data: DataPart[] = [
    { id: "object", origin: "the cluster", text: `${object.kind} SUBJECT` },
    ...(finding === null
      ? []
      : [{ id: "finding", origin: "the rules", text: `${finding.cause}: ${finding.sentence}` }]),
    ...[...evidence].map(([id, { kind, source, text }]) => ({ id, origin: `${kind}, ${source}`, text })),
    ...(finding?.ruledOut ?? [])
      .slice(0, 20)
      .map(({ cause, why }) => ({ id: "ruled-out", origin: "the rules", text: `${cause}: ${why}` })),
    ...attempts.map(({ number, plan, result, failure }) => ({
      id: `attempt ${number}`,
      origin: "this service",
      text: `${plan.sentence}: ${result ?? "under way"}${failure === null ? "" : ` (${failure})`}`,
    })),
  ];
  return { data, masks: masksOf(incident, { data, attempts }), evidence };
}

/** Every name of this incident's objects, and of the pods that `data` tells of. */
export function masksOf(
  incident: Incident,
  { data, attempts }: { data: readonly DataPart[]; attempts: readonly Attempt[] },
): Mask[] {
  const objects = [incident.subject, incident.workload, incident.finding?.object].filter(
    (one) => one != null,
  );
  const names = [...new Set(objects.map(({ name }) => name))].filter((name) => name !== "");
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace))].filter((name) => name !== "");
  return [
    ...configMapsOf(attempts).map((name) => ({ name, word: "CONFIGMAP" })),
    ...names.map((name) => ({ name, word: "SUBJECT" })),
    ...podsIn(names, data).map((name) => ({ name, word: "POD" })),
    ...namespaces.map((name) => ({ name, word: "NAMESPACE" })),
  ];
}

/** The plans of earlier attempts name them. */
function configMapsOf(attempts: readonly Attempt[]): string[] {
  const names = attempts.map(({ plan }) => configActionOf(plan)?.target.name);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Pods and ReplicaSets are named for their workload, with an ending of letters and digits of the platform's own. */
function podsIn(names: readonly string[], data: readonly DataPart[]): string[] {
  const texts = data.flatMap(({ origin, text }) => [origin, text]);
  const words = new Set(texts.flatMap((text) => text.match(/[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?/g) ?? []));
  const isPod = (word: string) =>
    names.some(
      (name) =>
        word.startsWith(`${name}-`) && /^-(\d+|[a-z0-9]{5,10}(-[a-z0-9]{5})?)$/.test(word.slice(name.length)),
    );
  return [...words].filter(isPod);
}
