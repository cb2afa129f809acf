import type { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "../../src/core/clock.ts";

/** A workload whose container was OOM-killed twice. */
export interface IllWorkload {
  namespace: string;
  uid: string;
  pod: string;
  container: string;
}

/** Where the road is measured. */
export interface BenchCluster {
  /** How the service and the bare requests reach it. */
  kubeConfig: KubeConfig;
  clock: Clock;
  /** The classic workload in a namespace of its own, ill. */
  fallIll(namespace: string): Promise<IllWorkload>;
  /** Does what a node would do after the change, so that it can be proven. */
  recover(workload: IllWorkload): Promise<void>;
  /** What was measured goes, where that can be: the lists of all pods would grow with each run. */
  remove(workload: IllWorkload): Promise<void>;
  /** What the API's own log tells of the service's requests since the last call, as "METHOD path?query"; null where there is no log. */
  logged(): Promise<string[] | null>;
  stop(): Promise<void>;
}
