import { conditionOf } from "../../kubernetes/condition-of.ts";
import type { EvidenceDraft } from "../candidate.ts";
import { eventDraft } from "../evidence-drafts.ts";
import type { EventFact, Facts } from "../facts.ts";
import { type CreationRefusal, parseRefusal } from "./creation-refusal.ts";

export interface RefusedScene {
  message: string;
  refusal: CreationRefusal;
  support: EvidenceDraft[];
}

/** What the API server says of the workload's pods that it does not take now; undefined where it takes them. */
export function refusedScene(facts: Facts): RefusedScene | undefined {
  const condition = conditionOf(facts.workload, "ReplicaFailure");
  const event = lastRefusal(facts);
  const isFailing = condition?.status === "True" && condition.message !== "";
  // A Deployment's condition is taken back when creation works again; its events stay for an hour.
  const message = isFailing ? condition.message : event?.message;
  if (message === undefined || (condition !== undefined && !isFailing)) return undefined;
  const support: EvidenceDraft[] = [];
  if (isFailing)
    support.push({
      kind: "container-status",
      source: `kubectl get ${facts.object.kind.toLowerCase()} -n ${facts.object.namespace} ${facts.object.name} -o jsonpath={.status.conditions}`,
      at: condition.since || facts.at,
      text: `pods are refused: ${condition.message}`,
    });
  if (event !== undefined) support.push(eventDraft(event));
  return { message, refusal: parseRefusal(message), support };
}

/** The newest refusal, where no pod was created after it. */
function lastRefusal({ events }: Facts): EventFact | undefined {
  const newest = (reason: string) =>
    events
      .filter((event) => event.reason === reason && event.about.kind !== "Pod")
      .toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt))[0];
  const refused = newest("FailedCreate");
  const created = newest("SuccessfulCreate");
  if (refused === undefined) return undefined;
  return created !== undefined && Date.parse(created.lastAt) > Date.parse(refused.lastAt)
    ? undefined
    : refused;
}
