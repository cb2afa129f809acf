import type { Cause, CauseFamily } from "../../src/domain/cause.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { WebhookRule } from "../../src/simulation/api/admission/webhooks.ts";
import type { LoadRule } from "../../src/simulation/controllers/autoscaler/load.ts";
import type { NodeSize } from "../../src/simulation/initial-objects.ts";
import type { BehaviourRule, ImageRule } from "../../src/simulation/kubelet/behaviour.ts";
import type { ResourceType } from "../../src/simulation/store/resource-types.ts";

/** Names, numbers and labels that differ with the seed, so that nothing can be tuned to a name. */
export interface Vary {
  namespace: string;
  /** A name that was not given out before, in the manner of real workloads: "billing-api", "ledger2". */
  name(role?: string): string;
  port(): number;
  /** The labels of one workload: `app`, `app.kubernetes.io/name`, or a home-made key. */
  labels(name: string): Record<string, string>;
  /** The name of the workload's container, the same for the same workload. */
  container(workload: string): string;
  /** A reference that no other scenario has: "ghcr.io/orion-prod-1a2b/billing:1.4.2". */
  image(name: string, tag: string): string;
  pick<T>(of: readonly T[]): T;
  integer(from: number, to: number): number;
}

export interface ObjectName {
  kind: string;
  /** A pod's may end in `*`: the newest pod whose name starts so. */
  name: string;
  /** Absent: the scenario's namespace. */
  namespace?: string;
}

/** One thing that happens on the cluster, seconds of its clock after the one before. */
export type Step = { afterSeconds: number } & (
  | { apply: object[] }
  | { remove: ObjectName }
  /** A JSON merge patch. */
  | { patch: ObjectName; with: object }
  | { behave: BehaviourRule[] }
  | { load: LoadRule[] }
  /** Its kubelet falls silent, reports again, or reports pressure until it is well. */
  | { node: string; becomes: NodeState }
);

export type NodeState = "silent" | "well" | "DiskPressure" | "MemoryPressure" | "PIDPressure";

/** `repaired`: by itself. `proposed`: a plan waits for a person, is approved by the runner, and holds. */
export type OutcomeClass = "repaired" | "proposed" | "person" | "nothing";

export interface Expectation {
  outcome: OutcomeClass;
  /** Any of these is right. Empty for `nothing`: then there is no incident, or it ends as self-resolved. */
  causes: Cause[];
  /** The object at fault; null for `nothing`. */
  object: ObjectName | null;
  /** Where seasoned people would differ for good reasons, which the scenario gives: what is right as well. */
  alsoRight?: { outcomes?: OutcomeClass[]; objects?: ObjectName[] };
  /** Where two faults are repaired in turn: the second. */
  secondly?: Expectation;
  /** Objects that may be written; by default the object at fault where something is repaired. All others keep their spec. */
  mayWrite?: ObjectName[];
  /** Nothing is changed unless a person said yes to that very plan. */
  isAskedFirst?: boolean;
  /** What must be true of the cluster in the end; the text says what is not. */
  finally?(read: (object: ObjectName) => KubernetesObject | undefined): string | undefined;
}

export interface OwnCluster {
  nodes?: NodeSize[];
  customResources?: ResourceType[];
  hasMetrics?: boolean;
  hasPrometheus?: boolean;
}

export interface Play {
  /** Healthy objects, which run for a while before anything happens. */
  before?: object[];
  healthySeconds?: number;
  steps: Step[];
  behaviours?: BehaviourRule[];
  images?: ImageRule[];
  /** What the servers of admission webhooks answer; without a rule they allow everything. */
  webhooks?: WebhookRule[];
  /** Work that comes to workloads: what autoscalers see, where the cluster has metrics. */
  loads?: LoadRule[];
  /**
   * Labels of an alert that is delivered a minute after the last step; absent: the watches must see it. A value of `pod`
   * that ends in `*` is found as in `ObjectName`. `namespace` and `severity` are added where absent.
   */
  alert?: Record<string, string>;
  alertAnnotations?: Record<string, string>;
  /** How long the cluster is watched for `nothing` (900), and how long the rest may take (1500). Seconds of its clock. */
  withinSeconds?: number;
  /**
   * A cluster of its own, for what touches nodes, objects without a namespace or all of the cluster. Absent: it shares
   * one with others, in a namespace of its own, and touches nothing outside.
   */
  cluster?: OwnCluster;
  expected: Expectation;
  /** Where only a model knows: what is right without one. */
  withoutModel?: Expectation;
}

export interface Scenario {
  /** Kebab-case and unique: "image-tag-does-not-exist". */
  name: string;
  family: CauseFamily | "many" | "nothing-wrong" | "attack";
  /** The same symptom as another scenario's, with another cause. */
  isLookAlike?: boolean;
  /** What a cluster must have to play it: an API server alone never runs containers. */
  needs: "simulated" | "nodes" | "api-server";
  play(vary: Vary): Play;
}
