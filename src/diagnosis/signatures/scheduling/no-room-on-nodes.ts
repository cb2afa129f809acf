import { describeRef } from "../../../domain/object-ref.ts";
import { found } from "../../found.ts";
import { NODES_COME } from "../../scheduling/nodes-come.ts";
import { isInOrder, isTold, type PendingScene, pendingScene } from "../../scheduling/pending-scene.ts";
import { formatResource } from "../../scheduling/resource-text.ts";
import type { Signature } from "../../signature.ts";

/** Nodes that are large enough and open to the pod are full: capacity is for a person to decide. */
export const noRoomOnNodes: Signature = {
  name: "no-room-on-nodes",
  family: "scheduling",
  explains: [
    {
      cause: "no-room-on-nodes",
      evidence: [
        "pod status: the scheduler's own message, node by node",
        "nodes that are large enough, in order and full",
      ],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    if (scene === undefined || !isTold(scene, "resource", "too-many-pods")) return [];
    const isKnown = scene.nodes.length > 0;
    if (isKnown && scene.open.length === 0) return [];
    const asked = [...scene.requests].map(
      ([resource, milli]) => `${formatResource(resource, milli)} of ${resource}`,
    );
    const { kind, namespace, name } = facts.object;
    return [
      found("no-room-on-nodes", {
        confidence: !isKnown || hasRoomElsewhere(scene) ? 0.7 : 0.9,
        sentence: `The nodes that could take the pods of ${describeRef(facts.object)} are full: each pod asks for ${asked.join(" and ") || "a place"}.`,
        support: scene.support,
        waitFor: NODES_COME,
        advice: [
          {
            text: "See what is asked for on each node",
            command: "kubectl describe nodes | grep -A 9 'Allocated resources'",
          },
          { text: "Add a node, or make room: scale down or lower the requests of what matters less" },
          {
            text: "Run fewer replicas until there is room",
            command: `kubectl scale ${kind.toLowerCase()}/${name} -n ${namespace} --replicas=N`,
          },
        ],
      }),
    ];
  },
};

/** Another rule, or the trouble of a node, keeps the pod from a place: that is the smaller thing to change. */
function hasRoomElsewhere(scene: PendingScene): boolean {
  return (
    isTold(scene, "spread", "pod-affinity", "pod-anti-affinity") ||
    scene.large.some((node) => !isInOrder(node))
  );
}
