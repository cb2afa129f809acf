import { describeRef } from "../../../domain/object-ref.ts";
import { refOf } from "../../../kubernetes/kubernetes-object.ts";
import { objectDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { type NodeView, nodeView } from "../../scheduling/node-view.ts";
import type { Signature } from "../../signature.ts";

/** The pods are ill because their node is: it does not report, or it evicts for want of disk or process ids. */
export const podsOfIllNodes: Signature = {
  name: "pods-of-ill-nodes",
  family: "nodes",
  explains: [
    { cause: "node-not-ready", evidence: ["the node under the pods that are not ready"], repairs: [] },
    { cause: "node-pressure", evidence: ["the node that evicted the pods"], repairs: [] },
  ],
  diagnose(facts) {
    const nodes = facts.around.nodes.map(nodeView);
    const ill = facts.pods.filter(({ isReady, phase }) => !isReady && phase !== "Succeeded");
    const away = nodes.find((node) => !node.isReady && ill.some((pod) => pod.node === node.name));
    if (away !== undefined) return [told(facts, away, "node-not-ready", "is not ready")];
    const evicted = ill.filter(({ reason }) => reason === "Evicted").map((pod) => pod.node);
    const short = nodes.find(
      ({ name, pressures }) => evicted.includes(name) && pressures.some((one) => one !== "MemoryPressure"),
    );
    return short === undefined
      ? []
      : [told(facts, short, "node-pressure", `is under ${short.pressures.join(", ")}`)];
  },
};

function told(facts: Facts, node: NodeView, cause: "node-not-ready" | "node-pressure", says: string) {
  return found(cause, {
    confidence: 0.94,
    sentence: `Pods of ${describeRef(facts.object)} are ill because their node ${node.name} ${says}.`,
    support: [objectDraft({ kind: "Node", name: node.name }, facts.at, `node ${node.name} ${says}`)],
    object: refOf(node.raw),
    advice: [{ text: `See to node ${node.name}`, command: `kubectl describe node ${node.name}` }],
  });
}
