import { describeRef } from "../../../domain/object-ref.ts";
import { found } from "../../found.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import { fittingRequest } from "../../scheduling/fitting-request.ts";
import type { NodeView } from "../../scheduling/node-view.ts";
import { isTold, type PendingScene, pendingScene } from "../../scheduling/pending-scene.ts";
import { formatResource } from "../../scheduling/resource-text.ts";
import type { Signature } from "../../signature.ts";

/** The pod would not fit on any node that it may run on, even if that were empty. */
export const requestTooLarge: Signature = {
  name: "request-too-large",
  family: "scheduling",
  explains: [
    {
      cause: "request-too-large",
      evidence: [
        "pod status: the scheduler's own message, node by node",
        "the request against what the largest node offers in all",
      ],
      repairs: ["SetResources"],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    if (scene === undefined || !isTold(scene, "resource")) return [];
    if (scene.selected.length === 0 || scene.large.length > 0) return [];
    const short = shortResources(scene);
    const told = short.map(
      ({ resource, wanted, most }) =>
        `${formatResource(resource, wanted)} of ${resource}, and the largest has ${formatResource(resource, most)}`,
    );
    const fitting = fittingRequest(facts, scene, short);
    return [
      found("request-too-large", {
        confidence: unlessNew(facts, 0.96, ({ containers, initContainers }) =>
          [containers, initContainers].map(sizes),
        ),
        sentence: `No node can ever take the pods of ${describeRef(facts.object)}: they ask for ${told.join("; ") || "more than any one node offers together"}.`,
        support: [...scene.support, ...scene.selected.slice(0, 3).map(roomOf(facts.at, short))],
        repair: fitting,
        advice: [
          {
            text: `Ask for what the program needs, at most what one node offers${most(short)}, or add a larger node`,
            command: `kubectl set resources ${facts.object.kind.toLowerCase()}/${facts.object.name} -n ${facts.object.namespace} --requests=${short.map(({ resource }) => `${resource}=SIZE`).join(",") || "cpu=SIZE"}`,
          },
        ],
      }),
    ];
  },
};

export interface Short {
  resource: string;
  wanted: number;
  /** What the largest of the nodes that the pod may run on offers. */
  most: number;
}

function shortResources({ requests, selected }: PendingScene): Short[] {
  return [...requests].flatMap(([resource, wanted]) => {
    const largest = Math.max(...selected.map(({ allocatable }) => allocatable.get(resource) ?? 0));
    return largest < wanted ? [{ resource, wanted, most: largest }] : [];
  });
}

const most = (short: readonly Short[]) =>
  short.length === 0
    ? ""
    : ` (${short.map(({ resource, most: of }) => `${resource} ${formatResource(resource, of)}`).join(", ")})`;

const roomOf = (at: string, short: readonly Short[]) => (node: NodeView) => ({
  kind: "node" as const,
  source: `kubectl get node ${node.name} -o jsonpath={.status.allocatable}`,
  at,
  text: `node ${node.name} offers ${short.map(({ resource }) => `${formatResource(resource, node.allocatable.get(resource) ?? 0)} of ${resource}`).join(", ")}`,
});

const sizes = (containers: unknown) =>
  Array.isArray(containers) ? containers.map((one: Record<string, unknown>) => one.resources) : [];
