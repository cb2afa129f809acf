import { describeRef } from "../../../domain/object-ref.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { onlySlip } from "../../near-name.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import { untolerated } from "../../scheduling/node-match.ts";
import { isControlPlane, isNodeProblem, type NodeView, type Taint } from "../../scheduling/node-view.ts";
import { isTold, type PendingScene, pendingScene, templateSpec } from "../../scheduling/pending-scene.ts";
import { placementOf, type Toleration } from "../../scheduling/placement.ts";
import type { Signature } from "../../signature.ts";

/** All nodes that could take the pod are kept for others by a taint. */
export const taintNotTolerated: Signature = {
  name: "taint-not-tolerated",
  family: "scheduling",
  explains: [
    {
      cause: "taint-not-tolerated",
      evidence: [
        "pod status: the scheduler's own message, node by node",
        "tolerations against the taints of the nodes that would do otherwise",
      ],
      repairs: ["RelaxPlacement"],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    if (scene === undefined || !isTold(scene, "taint")) return [];
    const taints = keepingAway(scene);
    const [taint, ...others] = taints;
    if (taint === undefined || (scene.nodes.length > 0 && scene.open.length > 0)) return [];
    const isAlone = others.length === 0;
    const told = taints.map(textOf).slice(0, 5).join("; ");
    return [
      found("taint-not-tolerated", {
        confidence: unlessNew(facts, scene.nodes.length > 0 ? 0.93 : 0.75, ({ tolerations }) => tolerations),
        sentence: `No node takes the pods of ${describeRef(facts.object)}: the nodes that could are tainted (${told}), and the pods do not tolerate that.`,
        support: [...scene.support, ...tainted(scene).slice(0, 3).map(nodeDraft(facts))],
        repair: isAlone && !isControlPlane(taint.key) ? tolerate(facts, taint) : null,
        advice: [
          {
            text: "Tolerate the taint if the pods may run there, or take it off the node if it was left behind",
            command: `kubectl taint nodes ${tainted(scene)[0]?.name ?? "NODE"} ${taint.key}${taint.effect && `:${taint.effect}`}-`,
          },
        ],
      }),
    ];
  },
};

/** The taints of nodes that would do otherwise; those of nodes in trouble are another cause. */
function keepingAway(scene: PendingScene): Taint[] {
  if (scene.nodes.length === 0)
    return scene.told.refusals.flatMap(({ taint }) =>
      taint === null || isNodeProblem(taint.key) || isControlPlane(taint.key) ? [] : { ...taint, effect: "" },
    );
  const all = tainted(scene).flatMap((node) => untolerated(scene.placement, node));
  return all.filter((taint, index) => all.findIndex((one) => textOf(one) === textOf(taint)) === index);
}

/** Nodes that are in order but for their taints; where none is left but the control plane's, these. */
function tainted({ large, nodes, placement }: PendingScene): NodeView[] {
  const isKeptAway = (node: NodeView) => {
    const taints = untolerated(placement, node);
    return taints.length > 0 && taints.every(({ key }) => !isNodeProblem(key));
  };
  const workers = nodes.filter(({ taints }) => !taints.some(({ key }) => isControlPlane(key)));
  return (workers.length === 0 ? nodes : large).filter(isKeptAway);
}

function tolerate(facts: Facts, taint: Taint) {
  const placement = placementOf(templateSpec(facts));
  const before = (placement?.tolerations ?? []) as Toleration[];
  const own = before.findIndex(
    ({ key }) => key === taint.key || onlySlip(key ?? "", [taint.key]) !== undefined,
  );
  const toleration = {
    key: taint.key,
    operator: taint.value === "" ? "Exists" : "Equal",
    ...(taint.value === "" ? {} : { value: taint.value }),
    effect: taint.effect,
  };
  const after = own < 0 ? [...before, toleration] : before.with(own, toleration);
  return templateRepair(facts, "RelaxPlacement", {
    changes: [
      { pointer: "/tolerations", from: before.length === 0 ? null : (before as never), to: after as never },
    ],
    basis: `tolerate ${textOf(taint)}, the one taint of the nodes that could take the pods`,
  });
}

const textOf = ({ key, value, effect }: Taint) =>
  `${key}${value === "" ? "" : `=${value}`}${effect === "" ? "" : `:${effect}`}`;

const nodeDraft = (facts: Facts) => (node: NodeView) => ({
  kind: "node" as const,
  source: `kubectl describe node ${node.name}`,
  at: facts.at,
  text: `node ${node.name} has the taints ${node.taints.map(textOf).join(", ")}`,
});
