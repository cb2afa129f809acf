/** The newest signal. `severity` is the label of that name on the newest signal that has one. */
export interface SignalFacts {
  source: string;
  symptom: string;
  severity: string;
  labels: Record<string, string>;
}

/** What a rule's condition may look at. Every field is always present; empty where there is nothing. */
export interface PolicyFacts {
  signal: SignalFacts;
  finding: { cause: string; confidence: number; ruledOut: string[]; foundBy: string };
  subject: { apiVersion: string; kind: string; namespace: string; name: string };
  workload: {
    apiVersion: string;
    kind: string;
    namespace: string;
    name: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
    replicas: number;
  };
  namespace: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  action: {
    type: string;
    container: string;
    basis: string;
    fromLimitBytes: number;
    toLimitBytes: number;
    factor: number;
    toRevision: number;
  };
  risk: { level: string; reasons: string[] };
  history: { attempts: number; failed: number; changes: number };
  now: Date;
}

/** Field by field what a condition may name; "open" is a map whose keys are not known, "value" has no fields. */
export type Vocabulary = Readonly<Record<string, Readonly<Record<string, "open" | "value">>>>;

export const FACT_FIELDS: Vocabulary & Record<keyof PolicyFacts, Vocabulary[string]> = {
  signal: { source: "value", symptom: "value", severity: "value", labels: "open" },
  finding: { cause: "value", confidence: "value", ruledOut: "value", foundBy: "value" },
  subject: { apiVersion: "value", kind: "value", namespace: "value", name: "value" },
  workload: {
    apiVersion: "value",
    kind: "value",
    namespace: "value",
    name: "value",
    labels: "open",
    annotations: "open",
    replicas: "value",
  },
  namespace: { name: "value", labels: "open", annotations: "open" },
  action: {
    type: "value",
    container: "value",
    basis: "value",
    fromLimitBytes: "value",
    toLimitBytes: "value",
    factor: "value",
    toRevision: "value",
  },
  risk: { level: "value", reasons: "value" },
  history: { attempts: "value", failed: "value", changes: "value" },
  now: {},
};

/** Numbers that are whole in CEL (int); the others are doubles. */
export const WHOLE_FACTS: ReadonlySet<string> = new Set([
  "workload.replicas",
  "action.fromLimitBytes",
  "action.toLimitBytes",
  "action.toRevision",
  "history.attempts",
  "history.failed",
  "history.changes",
]);
