/** The newest signal. `severity` is the label of that name on the newest signal that has one. */
export interface SignalFacts {
  source: string;
  symptom: string;
  severity: string;
  labels: Record<string, string>;
}

/** The action that is asked about, from its own parameters; empty where it has no such thing. */
export interface ActionFacts {
  type: string;
  /** Kind of the object that it changes. */
  targetKind: string;
  container: string;
  basis: string;
  fromLimitBytes: number;
  toLimitBytes: number;
  /** The value that it sets as a multiple of the one before: of memory, the last one that this service did not write. */
  factor: number;
  toRevision: number;
  fromReplicas: number;
  toReplicas: number;
  /** The image that it sets, and that image's registry with the first part of its path. */
  image: string;
  registry: string;
  /** The field that `SetField` sets. */
  field: string;
}

/** The cluster as it is when the policy is asked. */
export interface ClusterFacts {
  name: string;
  /** Incidents that are not closed. */
  openIncidents: number;
  /** Changes of this service that are applied and not yet proven, put back or given up. */
  changesInFlight: number;
  nodes: number;
  /** Nodes whose condition `Ready` is not true. */
  nodesNotReady: number;
}

/** What is read before the policy is asked, and what the audit keeps of it. */
export interface RecordedFacts {
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
  action: Partial<ActionFacts> & { type: string };
  risk: { level: string; reasons: string[] };
  history: { attempts: number; failed: number; changes: number };
  /** Absent in rows of earlier versions. */
  cluster?: ClusterFacts | undefined;
  now: Date;
}

/** What a rule's condition may look at. Every field is always present; empty where there is nothing. */
export interface PolicyFacts extends Omit<RecordedFacts, "action" | "history" | "cluster"> {
  action: ActionFacts;
  history: RecordedFacts["history"] & {
    /** Tries of this action for this cause on objects of this shape anywhere, and how many of them held. */
    tried: number;
    held: number;
    /** Held of tried; 0 where nothing was tried. */
    successRate: number;
    /** How often it holds at least, as far as so few tries can tell; 0 where too little is known. */
    holdsAtLeast: number;
  };
  cluster: ClusterFacts;
  /** Names of the policy's windows that are open now. */
  windows: string[];
}

/** Field by field what a condition may name; "open" is a map whose keys are not known, "value" has no fields. */
export type Vocabulary = Readonly<Record<string, Readonly<Record<string, "open" | "value">>>>;

const REF = { apiVersion: "value", kind: "value", namespace: "value", name: "value" } as const;

export const FACT_FIELDS: Vocabulary & Record<keyof PolicyFacts, Vocabulary[string]> = {
  signal: { source: "value", symptom: "value", severity: "value", labels: "open" },
  finding: { cause: "value", confidence: "value", ruledOut: "value", foundBy: "value" },
  subject: REF,
  workload: { ...REF, labels: "open", annotations: "open", replicas: "value" },
  namespace: { name: "value", labels: "open", annotations: "open" },
  action: {
    type: "value",
    targetKind: "value",
    container: "value",
    basis: "value",
    fromLimitBytes: "value",
    toLimitBytes: "value",
    factor: "value",
    toRevision: "value",
    fromReplicas: "value",
    toReplicas: "value",
    image: "value",
    registry: "value",
    field: "value",
  },
  risk: { level: "value", reasons: "value" },
  history: {
    attempts: "value",
    failed: "value",
    changes: "value",
    tried: "value",
    held: "value",
    successRate: "value",
    holdsAtLeast: "value",
  },
  cluster: {
    name: "value",
    openIncidents: "value",
    changesInFlight: "value",
    nodes: "value",
    nodesNotReady: "value",
  },
  windows: {},
  now: {},
};

/** Numbers that are whole in CEL (int); the others are doubles. */
export const WHOLE_FACTS: ReadonlySet<string> = new Set([
  "workload.replicas",
  "action.fromLimitBytes",
  "action.toLimitBytes",
  "action.toRevision",
  "action.fromReplicas",
  "action.toReplicas",
  "history.attempts",
  "history.failed",
  "history.changes",
  "history.tried",
  "history.held",
  "cluster.openIncidents",
  "cluster.changesInFlight",
  "cluster.nodes",
  "cluster.nodesNotReady",
]);
