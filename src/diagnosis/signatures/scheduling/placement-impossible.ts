import { describeRef } from "../../../domain/object-ref.ts";
import { found } from "../../found.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import { isTold, type PendingScene, pendingScene, templateSpec } from "../../scheduling/pending-scene.ts";
import { placementOf } from "../../scheduling/placement.ts";
import { type Constraint, unmetConstraint } from "../../scheduling/unmet-constraint.ts";
import type { Signature } from "../../signature.ts";

/** No node has what nodeSelector or the required node affinity ask for. */
export const placementImpossible: Signature = {
  name: "placement-impossible",
  family: "scheduling",
  explains: [
    {
      cause: "placement-impossible",
      evidence: [
        "pod status: the scheduler's own message, node by node",
        "node selector and affinity against the labels that nodes have",
      ],
      repairs: ["RelaxPlacement"],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    if (scene === undefined || !isImpossible(scene)) return [];
    const placement = placementOf(templateSpec(facts));
    const unmet = placement && unmetConstraint(placement, scene.nodes);
    const repair = unmet && templateRepair(facts, "RelaxPlacement", unmet);
    const certain = scene.nodes.length > 0 ? 0.95 : 0.8;
    return [
      found("placement-impossible", {
        confidence: unlessNew(facts, certain, ({ nodeSelector, affinity }) => [nodeSelector, affinity]),
        sentence: `No node takes the pods of ${describeRef(facts.object)}: ${unmet?.fault ?? "none has what their node selector or affinity ask for"}.`,
        support: [...scene.support, ...nodeLabels(scene, unmet, facts.at)],
        repair: repair ?? null,
        advice: [
          {
            text: unmet ? `Correct the placement (${unmet.basis}), or label a node` : "Label a node",
            command: "kubectl get nodes --show-labels",
          },
        ],
      }),
    ];
  },
};

function isImpossible({ nodes, selected, told, ...scene }: PendingScene): boolean {
  if (!isTold({ nodes, selected, told, ...scene }, "selector")) return false;
  if (nodes.length > 0) return selected.length === 0;
  return told.refusals.every(({ refusal }) => refusal === "selector" || refusal === "taint");
}

function nodeLabels({ nodes }: PendingScene, unmet: Constraint | undefined, at: string) {
  if (unmet?.key === undefined) return [];
  const values = new Set(nodes.flatMap(({ labels }) => labels[unmet.key] ?? []));
  const text =
    values.size === 0
      ? `none of ${nodes.length} nodes has the label ${unmet.key}`
      : `the label ${unmet.key} of ${nodes.length} nodes has the values ${[...values].slice(0, 10).join(", ")}`;
  return [{ kind: "node" as const, source: `kubectl get nodes -L ${unmet.key}`, at, text }];
}
