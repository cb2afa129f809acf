/** What the run tells the cluster's process, and what it hears of it. */
export type ClusterOrder =
  /** Plays the scenario of that name and seed up to its alert. */
  | { do: "play"; scenario: string; seed: number }
  /** The next `times` requests of the service are answered with `code`; of `method` alone where it is given. */
  | { do: "refuse"; times: number; code: number; method?: string }
  | { do: "latency"; ms: number }
  | { do: "cut-watches" }
  /** Forgets the history, so that a watch from before is answered 410 Gone, and cuts those that are open. */
  | { do: "expire-history" }
  /** Writes what the namespaces that were played in hold now to the request log. */
  | { do: "tell-state" };

export interface ClusterAlert {
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export type ClusterMessage =
  | { url: string }
  | { alert: ClusterAlert }
  | { done: number }
  | { failed: number; error: string };

export interface ClusterOptions {
  scale: { originMs: number; anchorMs: number; rate: number };
  seed: number;
  /** JSON lines, appended to. */
  requestLog: string;
}
