import type { SimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import type { Vary } from "../scenario.ts";
import type { ClusterHand } from "./cluster-hand.ts";

/** Where an activity takes place: its own names and namespace on the cluster of all. */
export interface Place {
  vary: Vary;
  cluster: SimulatedCluster;
  hand: ClusterHand;
  /** Seconds of the cluster's clock; rejects when the watch is over. */
  sleep(seconds: number): Promise<void>;
  /** Does it again and again, with between `from` and `to` seconds before each time. */
  every(seconds: [from: number, to: number], act: (time: number) => Promise<void>): Promise<void>;
  /** For the report: what was done, and how often. */
  did(what: string): void;
}

/** One kind of everyday work on a cluster; none of it is a reason to wake somebody. */
export interface Activity {
  name: string;
  /** Sets up and goes on until the watch is over. */
  run(place: Place): Promise<void>;
}
