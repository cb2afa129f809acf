import type { PolicyFacts, Vocabulary } from "./facts.ts";

/**
 * What the condition of a `notify` rule may look at: the words of the other rules, as far as they are known without asking
 * the cluster, for a message must go out while it does not answer. Before a plan is made `action` and `risk` are empty.
 */
export interface NotifyFacts extends Pick<PolicyFacts, "signal" | "subject" | "risk" | "now"> {
  finding: Omit<PolicyFacts["finding"], "foundBy">;
  workload: { apiVersion: string; kind: string; namespace: string; name: string };
  namespace: { name: string };
  action: { type: string };
  history: { attempts: number; failed: number };
}

export const NOTIFY_FIELDS: Vocabulary & Record<keyof NotifyFacts, Vocabulary[string]> = {
  signal: { source: "value", symptom: "value", severity: "value", labels: "open" },
  finding: { cause: "value", confidence: "value", ruledOut: "value" },
  subject: { apiVersion: "value", kind: "value", namespace: "value", name: "value" },
  workload: { apiVersion: "value", kind: "value", namespace: "value", name: "value" },
  namespace: { name: "value" },
  action: { type: "value" },
  risk: { level: "value", reasons: "value" },
  history: { attempts: "value", failed: "value" },
  now: {},
};
