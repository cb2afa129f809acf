import type { SimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import type { Pod } from "../../../src/simulation/store/objects.ts";

/** What the cluster itself says has happened, so that a quiet service is not mistaken for a quiet cluster. */
export function countSeen(cluster: SimulatedCluster): Record<string, number> {
  const seen: Record<string, number> = {};
  const count = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  const restarts = (pod: Pod | undefined) =>
    (pod?.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
  cluster.store.onChange(({ resource, type, object, previous }) => {
    if (resource === "events" && type === "ADDED") count(String(object.reason));
    if (resource !== "pods" || type !== "MODIFIED") return;
    if (restarts(object as Pod) > restarts(previous as Pod | undefined)) count("a container started again");
    if (object.metadata.deletionTimestamp && !previous?.metadata.deletionTimestamp)
      count("a pod was deleted");
  });
  return seen;
}
