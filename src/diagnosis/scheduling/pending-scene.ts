import { conditionOf } from "../../kubernetes/condition-of.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { EvidenceDraft } from "../candidate.ts";
import type { Facts } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { isSelected, untolerated } from "./node-match.ts";
import { isControlPlane, isNodeProblem, type NodeView, nodeView } from "./node-view.ts";
import { isNominated } from "./nominated.ts";
import { type Placement, placementOf, requestsOf } from "./placement.ts";
import { parseUnschedulable, type Refusal, type Unschedulable } from "./unschedulable-message.ts";

/** A pod that no node takes, and what is known of the nodes. */
export interface PendingScene {
  pod: PodFact;
  message: string;
  told: Unschedulable;
  placement: Placement;
  /** Thousandths by resource. */
  requests: ReadonlyMap<string, number>;
  /** Empty where nodes could not be read: then the message alone speaks. */
  nodes: NodeView[];
  /** Nodes that selector and affinity accept, those kept for the control plane left out. */
  selected: NodeView[];
  /** Of these, the ones with enough in total of all that the pod asks for. */
  large: NodeView[];
  /** Of these, the ones in order whose taints the pod tolerates. */
  open: NodeView[];
  support: EvidenceDraft[];
}

export function pendingScene(facts: Facts): PendingScene | undefined {
  for (const pod of facts.pods) {
    const condition = conditionOf(pod.raw, "PodScheduled");
    if (pod.isTerminating || condition?.status !== "False" || condition.reason !== "Unschedulable") continue;
    if (isNominated(pod, facts.at)) continue;
    const told = parseUnschedulable(condition.message);
    const placement = placementOf(pod.raw.spec);
    if (told === undefined || placement === undefined) continue;
    const support: EvidenceDraft = {
      kind: "container-status",
      source: `kubectl get pod -n ${pod.namespace} ${pod.name} -o jsonpath={.status.conditions}`,
      at: condition.since || facts.at,
      text: `pod ${pod.name} is not scheduled: ${condition.message}`,
    };
    return sceneOf({ pod, told, placement, message: condition.message, support: [support] }, facts);
  }
  return undefined;
}

type Told = Pick<PendingScene, "pod" | "told" | "placement" | "message" | "support">;

function sceneOf(told: Told, facts: Facts): PendingScene {
  const { placement } = told;
  const requests = requestsOf(placement);
  const nodes = facts.around.nodes.map(nodeView);
  const selected = nodes.filter(
    (node) =>
      isSelected(placement, node) && !untolerated(placement, node).some(({ key }) => isControlPlane(key)),
  );
  const large = selected.filter((node) => isLargeEnough(node, requests));
  const open = large.filter((node) => isInOrder(node) && untolerated(placement, node).length === 0);
  return { ...told, requests, nodes, selected, large, open };
}

export function isLargeEnough(node: NodeView, requests: ReadonlyMap<string, number>): boolean {
  return [...requests].every(([resource, milli]) => (node.allocatable.get(resource) ?? 0) >= milli);
}

/** Ready, not cordoned and without a taint of the control plane's own. */
export function isInOrder(node: NodeView): boolean {
  return node.isReady && !node.isCordoned && !node.taints.some(({ key }) => isNodeProblem(key));
}

export const isTold = ({ told }: PendingScene, ...refusals: Refusal[]): boolean =>
  told.refusals.some(({ refusal }) => refusals.includes(refusal));

/** The template's own specification, whose indexes a change counts by. */
export const templateSpec = (facts: Facts): Record<string, unknown> => recordOf(facts.template?.raw.spec);
