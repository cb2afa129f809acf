import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { WebhookRule } from "../../../src/simulation/api/admission/webhooks.ts";
import type { LoadRule } from "../../../src/simulation/controllers/autoscaler/load.ts";
import type { BehaviourRule, ImageRule } from "../../../src/simulation/kubelet/behaviour.ts";
import type { NodeState, ObjectName } from "../scenario.ts";

/** The cluster that a scenario is played on, as those who work on it act: nothing here is done by the service. */
export interface World {
  apply(objects: object[]): Promise<void>;
  remove(object: ObjectName): Promise<void>;
  /** A JSON merge patch. */
  patch(object: ObjectName, change: object): Promise<void>;
  read(object: ObjectName): Promise<KubernetesObject | undefined>;
  behave(rule: BehaviourRule): void;
  image(rule: ImageRule): void;
  webhook(rule: WebhookRule): void;
  load(rule: LoadRule): void;
  node(name: string, becomes: NodeState): Promise<void>;
  /** What the service wrote to objects of this namespace, or to objects without one, in order. */
  writes(): Promise<Write[]>;
}

export interface Write {
  verb: string;
  kind: string;
  namespace: string;
  name: string;
  subresource: string;
}
