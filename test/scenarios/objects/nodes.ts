import type { NodeSize } from "../../../src/simulation/initial-objects.ts";
import type { Vary } from "../scenario.ts";

/** Nodes of a cluster of the scenario's own, named as clouds and people name them. */
export function nodes(vary: Vary, count: number, more: Partial<NodeSize> = {}): NodeSize[] {
  const base = vary.pick(["ip-10-0-12", "worker", "pool-a-7f9c", "gke-main", "aks-npool1"]);
  const first = vary.integer(1, 60);
  return Array.from({ length: count }, (_, index) => ({ name: `${base}-${first + index}`, ...more }));
}

/** A Node as it is to be changed: the rest of it stays as the cluster made it. */
export const nodeWith = (name: string, fields: { spec?: object; labels?: Record<string, string> }) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, ...(fields.labels && { labels: fields.labels }) },
  ...(fields.spec && { spec: fields.spec }),
});

export const nameOfFirst = (of: NodeSize[]): string => of[0]?.name ?? "";
export const nameOfLast = (of: NodeSize[]): string => of.at(-1)?.name ?? "";
