import type { Suspect } from "../domain/signal.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { containerStatusesOf, endsOf } from "./container-status.ts";
import { CGROUP_OOM_AT } from "./event-symptoms.ts";

/** The kernel's line and the kubelet's record of the same kill; both by the node's own clock. */
const SAME_KILL_MS = 15_000;

/** Pods of a node one of whose containers was OOM-killed when the node's kernel told of a kill inside a container. */
export async function findPodsKilledOn(
  reader: Pick<ClusterReader, "list">,
  node: Suspect,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const at = Date.parse(node.labels[CGROUP_OOM_AT] ?? "");
  if (Number.isNaN(at)) return [];
  const fieldSelector = `spec.nodeName=${node.name}`;
  const { items } = await reader.list({ apiVersion: "v1", kind: "Pod" }, { fieldSelector }, signal);
  return items.filter((pod) =>
    containerStatusesOf(pod)
      .flatMap(endsOf)
      .some(
        (end) =>
          end.reason === "OOMKilled" && Math.abs(Date.parse(end.finishedAt ?? "") - at) <= SAME_KILL_MS,
      ),
  );
}
