/** What a rule's condition may look at. Every field is always present; empty where there is nothing. */
export interface PolicyFacts {
  signal: { source: string; symptom: string; labels: Record<string, string> };
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

/** The fields that a condition may name; "open" is a map whose keys are not known, "value" has no fields. */
export const FACT_FIELDS: Readonly<Record<keyof PolicyFacts, Readonly<Record<string, "open" | "value">>>> = {
  signal: { source: "value", symptom: "value", labels: "open" },
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
