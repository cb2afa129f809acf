import { z } from "zod";
import type { NodeFact } from "../facts.ts";
import { type PodFact, parsePod } from "../objects/pod.ts";
import { quantityBytes } from "../quantity.ts";
import { type Collector, tolerant } from "./collector.ts";
import { collectEvents } from "./events.ts";

const MAX_NODES = 3;
const MAX_PODS_ON_NODE = 250;

const nodeStatusSchema = z.object({
  allocatable: z.record(z.string(), z.unknown()).nullish(),
  conditions: z
    .array(z.object({ type: z.string(), status: z.string(), lastTransitionTime: z.string().nullish() }))
    .nullish(),
});

/** The nodes of these pods, at most three: pressure, events, and what else memory ended there. */
export function collectNodes(
  collector: Collector,
  pods: readonly PodFact[],
  ownUids: ReadonlySet<string>,
): Promise<NodeFact[]> {
  const names = [...new Set(pods.map((pod) => pod.node).filter((name) => name !== ""))].slice(0, MAX_NODES);
  return Promise.all(names.map((name) => nodeFact(collector, name, ownUids)));
}

async function nodeFact(collector: Collector, name: string, ownUids: ReadonlySet<string>): Promise<NodeFact> {
  const [node, events, others] = await Promise.all([
    tolerant(collector, `node ${name}`, {
      run: () =>
        collector.reader.get({ apiVersion: "v1", kind: "Node", namespace: "", name }, collector.signal),
      fallback: undefined,
    }),
    // Events of cluster-scoped objects are kept in the namespace default.
    collectEvents(collector, [{ kind: "Node", namespace: "default", name }]),
    otherPods(collector, name),
  ]);
  const status = nodeStatusSchema.safeParse(node?.status).data;
  const pressure = status?.conditions?.find(
    ({ type, status }) => type === "MemoryPressure" && status === "True",
  );
  return {
    name,
    allocatableBytes: quantityBytes(status?.allocatable?.memory),
    hasMemoryPressure: pressure !== undefined,
    pressureSince: pressure?.lastTransitionTime ?? null,
    events,
    otherKills: (others ?? []).filter((pod) => !ownUids.has(pod.uid)).flatMap(killsOf),
    areOthersKnown: others !== undefined,
  };
}

function otherPods(collector: Collector, node: string): Promise<PodFact[] | undefined> {
  return tolerant<PodFact[] | undefined>(collector, `other pods on node ${node}`, {
    run: async () => {
      const list = await collector.reader.list(
        { apiVersion: "v1", kind: "Pod" },
        { fieldSelector: `spec.nodeName=${node}`, limit: MAX_PODS_ON_NODE },
        collector.signal,
      );
      return list.items.flatMap((item) => parsePod(item) ?? []);
    },
    fallback: undefined,
  });
}

function killsOf(pod: PodFact): NodeFact["otherKills"] {
  return pod.containers.flatMap((container) =>
    container.ends
      .filter((end) => end.reason === "OOMKilled")
      .map((end) => ({
        pod: `${pod.namespace}/${pod.name}`,
        container: container.name,
        finishedAt: end.finishedAt,
        restartCount: end.restartCount,
      })),
  );
}
