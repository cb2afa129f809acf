import type { Cause } from "../../../domain/cause.ts";
import { describeRef } from "../../../domain/object-ref.ts";
import { refOf } from "../../../kubernetes/kubernetes-object.ts";
import { found } from "../../found.ts";
import { untolerated } from "../../scheduling/node-match.ts";
import { isControlPlane, isNodeProblem, type NodeView } from "../../scheduling/node-view.ts";
import { NODES_COME } from "../../scheduling/nodes-come.ts";
import { isInOrder, isTold, pendingScene } from "../../scheduling/pending-scene.ts";
import type { Signature } from "../../signature.ts";

/** A node that would take the pod is not ready, under pressure or cordoned: the node is at fault, not the pod. */
export const nodesInTrouble: Signature = {
  name: "nodes-in-trouble",
  family: "nodes",
  explains: [
    {
      cause: "node-cordoned",
      evidence: [
        "pod status: the scheduler's own message, node by node",
        "a node that would do and is cordoned",
      ],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    if (scene === undefined || !isTold(scene, "cordoned", "taint")) return [];
    const ill = scene.large.filter(
      (node) =>
        !isInOrder(node) &&
        untolerated(scene.placement, node).every(({ key }) => isNodeProblem(key) && !isControlPlane(key)),
    );
    const [node] = ill.toSorted((a, b) => gravity(b) - gravity(a));
    if (node === undefined) return [];
    const cause = causeOf(node);
    const names = ill.map(({ name }) => name).join(", ");
    return [
      found(cause, {
        confidence: scene.open.length > 0 ? 0.9 : 0.93,
        sentence: `The pods of ${describeRef(facts.object)} wait for a node: ${names} could take them and ${ill.length === 1 ? "is" : "are"} ${TOLD[cause]}.`,
        support: [
          ...scene.support,
          {
            kind: "node",
            source: `kubectl describe node ${node.name}`,
            at: facts.at,
            text: `node ${node.name}: ${node.isReady ? "Ready" : "not Ready"}${node.isCordoned ? ", cordoned" : ""}, taints ${node.taints.map(({ key, effect }) => `${key}:${effect}`).join(", ") || "none"}`,
          },
        ],
        object: refOf(node.raw),
        waitFor: NODES_COME,
        advice: [{ text: `See to node ${node.name}`, command: `kubectl describe node ${node.name}` }],
      }),
    ];
  },
};

const TOLD: Partial<Record<Cause, string>> = {
  "node-not-ready": "not ready",
  "node-pressure": "short of a resource",
  "node-cordoned": "cordoned",
};

function causeOf(node: NodeView): "node-not-ready" | "node-pressure" | "node-cordoned" {
  if (!node.isReady) return "node-not-ready";
  if (node.pressures.length > 0) return "node-pressure";
  return node.isCordoned ? "node-cordoned" : "node-not-ready";
}

const gravity = (node: NodeView) =>
  ({ "node-not-ready": 3, "node-pressure": 2, "node-cordoned": 1 })[causeOf(node)];
