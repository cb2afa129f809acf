import { describeRef } from "../../../domain/object-ref.ts";
import type { Repair } from "../../../domain/repair.ts";
import { recordOf } from "../../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../../candidate.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import { isTold, type PendingScene, pendingScene, templateSpec } from "../../scheduling/pending-scene.ts";
import { type Placement, placementOf } from "../../scheduling/placement.ts";
import type { Signature } from "../../signature.ts";

/** What pods demand of their distance to other pods leaves no place. */
export const spreadImpossible: Signature = {
  name: "spread-impossible",
  family: "scheduling",
  explains: [
    {
      cause: "spread-impossible",
      evidence: [
        "pod status: the scheduler's own message, node by node",
        "topology spread constraints that must hold",
      ],
      repairs: ["RelaxPlacement"],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    const placement = placementOf(templateSpec(facts));
    if (scene === undefined || placement === undefined) return [];
    return [...spread(facts, scene, placement), ...apart(facts, scene, placement)];
  },
};

function spread(facts: Facts, scene: PendingScene, placement: Placement): Candidate[] {
  if (!isTold(scene, "spread")) return [];
  const all = placement.topologySpreadConstraints ?? [];
  const strict = all.flatMap((one, index) =>
    one.whenUnsatisfiable === "DoNotSchedule" ? [{ ...one, index }] : [],
  );
  const [one, ...more] = strict;
  const lacking = strict.filter(({ topologyKey }) => !scene.nodes.some(({ labels }) => labels[topologyKey]));
  const told = (lacking.length > 0 ? lacking : strict).map(({ topologyKey }) => topologyKey).join(", ");
  const why =
    scene.nodes.length > 0 && lacking.length > 0
      ? `no node has the label ${told}, by which they must be spread`
      : `they must be spread evenly over ${told}, and what is left would be uneven`;
  const repair =
    one === undefined || more.length > 0
      ? null
      : templateRepair(facts, "RelaxPlacement", {
          changes: [
            {
              pointer: `/topologySpreadConstraints/${one.index}/whenUnsatisfiable`,
              from: "DoNotSchedule",
              to: "ScheduleAnyway",
            },
          ],
          basis: `spread over ${one.topologyKey} where possible, in place of always`,
        });
  return [
    found("spread-impossible", {
      confidence: unlessNew(facts, CERTAIN, (spec) => spec.topologySpreadConstraints),
      sentence: `No node takes the pods of ${describeRef(facts.object)}: ${why}.`,
      support: scene.support,
      repair,
      advice: [
        {
          text: "Let the spread be a wish (whenUnsatisfiable: ScheduleAnyway), or add nodes where it lacks them",
        },
      ],
    }),
  ];
}

/** Required (anti-)affinity to other pods, such as one replica a node with more replicas than nodes. */
function apart(facts: Facts, scene: PendingScene, placement: Placement): Candidate[] {
  const kinds = [
    ["pod-anti-affinity", "podAntiAffinity", "they may not run beside pods that are on every node"],
    ["pod-affinity", "podAffinity", "they must run beside pods that run on no node with room"],
  ] as const;
  return kinds.flatMap(([refusal, field, why]) => {
    const rules = placement.affinity?.[field];
    const required = rules?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    if (!isTold(scene, refusal) || required.length === 0) return [];
    const wished = required.map((podAffinityTerm) => ({ weight: 100, podAffinityTerm }));
    const base = `/affinity/${field}`;
    const preferred = (rules?.preferredDuringSchedulingIgnoredDuringExecution ?? null) as never;
    const relaxed = templateRepair(facts, "RelaxPlacement", {
      changes: [
        { pointer: `${base}/requiredDuringSchedulingIgnoredDuringExecution`, from: required, to: null },
        {
          pointer: `${base}/preferredDuringSchedulingIgnoredDuringExecution`,
          from: preferred,
          to: [...((preferred as never[] | null) ?? []), ...wished],
        },
      ],
      basis: `${refusal} preferred in place of required`,
    });
    const repair = refusal === "pod-anti-affinity" ? (fewer(facts) ?? relaxed) : relaxed;
    return [
      found("placement-impossible", {
        confidence: unlessNew(facts, CERTAIN, (spec) => spec.affinity),
        sentence: `No node takes the pods of ${describeRef(facts.object)}: ${why}.`,
        support: scene.support,
        repair,
        advice: [{ text: "Prefer the rule in place of requiring it, run fewer replicas, or add nodes" }],
      }),
    ];
  });
}

/**
 * As many replicas as found a place. While pods run that keep others away, a new rule helps none of their successors: these
 * are kept away too, and a rolling update does not end the old ones before the new ones serve.
 */
function fewer(facts: Facts): Repair | null {
  const { replicas, strategy } = recordOf(facts.workload.spec);
  const placed = facts.pods.filter(
    ({ node, isReady, isTerminating }) => node !== "" && isReady && !isTerminating,
  ).length;
  const isRolling = facts.object.kind === "Deployment" && recordOf(strategy).type !== "Recreate";
  if (!isRolling || typeof replicas !== "number" || placed === 0 || placed >= replicas) return null;
  return {
    type: "SetScale",
    target: facts.object,
    parameters: { from: replicas, to: placed, basis: "no more replicas than nodes that may take one each" },
    isExclusive: false,
  };
}

/**
 * The scheduler asks these filters last: a node that they refuse has room, so that this rule alone keeps the pod from it.
 * k8s.io/kubernetes pkg/scheduler/apis/config/v1/default_plugins.go
 */
const CERTAIN = 0.93;
