import type { ApiMachinery } from "../../api/api-machinery.ts";
import type { StoreChange } from "../../store/object-store.ts";
import type { NodeObject, Pod } from "../../store/objects.ts";
import { type Amounts, podAmounts } from "../../store/pod-requests.ts";
import { isPodOver } from "../../store/pod-state.ts";

/** A node with the pods that take room on it. */
export interface NodePlace {
  node: NodeObject;
  pods: Pod[];
  taken: Amounts;
}

export interface NodePlaces {
  all(): NodePlace[];
  observe(change: StoreChange): void;
}

interface Seat {
  pod: Pod;
  amounts: Amounts;
}

/** Counts as pods come and go: adding up every pod of the cluster for each decision is too slow for thousands. */
export function createNodePlaces(api: ApiMachinery): NodePlaces {
  const seats = new Map<string, Map<string, Seat>>();
  const taken = new Map<string, Amounts>();

  const count = (node: string, amounts: Amounts, sign: 1 | -1) => {
    const sum = taken.get(node) ?? {};
    for (const [name, value] of Object.entries(amounts)) sum[name] = (sum[name] ?? 0) + sign * value;
    taken.set(node, sum);
  };
  const leave = (pod: Pod) => {
    const node = pod.spec.nodeName ?? "";
    const seat = seats.get(node)?.get(pod.metadata.uid ?? "");
    if (!seat) return;
    seats.get(node)?.delete(pod.metadata.uid ?? "");
    count(node, seat.amounts, -1);
  };
  return {
    all: () =>
      (api.store.list("nodes") as NodeObject[]).map((node) => ({
        node,
        pods: [...(seats.get(node.metadata.name)?.values() ?? [])].map(({ pod }) => pod),
        taken: taken.get(node.metadata.name) ?? {},
      })),
    observe({ resource, type, object }) {
      if (resource !== "pods") return;
      const pod = object as Pod;
      const { nodeName } = pod.spec;
      if (!nodeName) return;
      leave(pod);
      if (type === "DELETED" || isPodOver(pod)) return;
      const amounts = podAmounts(pod);
      const there = seats.get(nodeName) ?? new Map<string, Seat>();
      seats.set(nodeName, there.set(pod.metadata.uid ?? "", { pod, amounts }));
      count(nodeName, amounts, 1);
    },
  };
}
