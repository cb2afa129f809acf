import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { conditionOf } from "../../kubernetes/condition-of.ts";
import { cordonedSince, isKeptOutByCordon } from "../../kubernetes/cordon-state.ts";
import { listAt, recordOf } from "../../kubernetes/kubernetes-object.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { formatSeconds } from "../quantity.ts";
import type { ObjectOpinion } from "./investigator.ts";
import type { NodeScene } from "./node.ts";

/** Nobody drains a node for so long without a pod leaving it. */
const LEFT_BEHIND_SECONDS = 30 * 60;
/** Whoever has closed a node is at work on it; after this a person is told that pods wait. */
const AT_WORK_SECONDS = 5 * 60;
const MAX_PENDING = 500;
/** Taints and annotations of programs that take nodes out of use on purpose. */
const TAKEN_OUT =
  /ToBeDeleted|DeletionCandidate|kured|cluster\.x-k8s\.io|karpenter\.sh\/disrupt|node-maintenance|upgrade/i;

/** What a cordoned node says; undefined for one that takes pods. */
export async function cordonOf(collector: Collector, scene: NodeScene): Promise<ObjectOpinion | undefined> {
  const { node, object, at, pods } = scene;
  if (recordOf(node.spec).unschedulable !== true) return undefined;
  const name = describeRef(object);
  const waiting = await waitingForIt(collector);
  if (waiting.length === 0)
    return { kind: "healthy", reason: `${name} is cordoned, and no pod waits for a node like it` };
  const since = cordonedSince(node);
  const seconds = since === undefined ? undefined : Math.round((Date.parse(at) - Date.parse(since)) / 1000);
  const leaving = pods.filter(({ isTerminating, disruption }) => isTerminating || disruption !== "");
  if (leaving.length > 0)
    return { kind: "wait", seconds: 60, reason: `${name} is being drained: ${leaving.length} pods leave it` };
  if (seconds !== undefined && seconds < AT_WORK_SECONDS)
    return {
      kind: "wait",
      seconds: 60,
      reason: `${name} is cordoned since ${formatSeconds(seconds)} alone: somebody may be at work on it`,
    };
  const onPurpose = takenOutBy(node);
  const isLeftBehind = (seconds ?? 0) >= LEFT_BEHIND_SECONDS && onPurpose === undefined;
  const long = seconds === undefined ? "" : ` for ${formatSeconds(seconds)}`;
  const names = waiting
    .slice(0, 5)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .join(", ");
  return {
    kind: "candidates",
    candidates: [
      found("node-cordoned", {
        confidence: isLeftBehind ? 0.9 : 0.8,
        sentence: `${name} has taken no new pods${long}, no drain of it is under way, and ${waiting.length} pods find no node because of it: ${names}.${onPurpose === undefined ? "" : ` It carries ${onPurpose}, so something took it out on purpose.`}`,
        support: [
          objectDraft(object, since ?? at, "spec.unschedulable is true"),
          ...waiting.slice(0, 3).map((pod) => ({
            ...objectDraft(
              { kind: "Pod", namespace: pod.metadata.namespace ?? "", name: pod.metadata.name },
              at,
              "",
            ),
            text: conditionOf(pod, "PodScheduled")?.message ?? "",
          })),
          ...scene.support,
        ],
        repair: isLeftBehind
          ? {
              type: "UncordonNode",
              target: object,
              isExclusive: false,
              parameters: { basis: `cordoned${long}, no drain under way, ${waiting.length} pods wait` },
            }
          : null,
        advice: [
          {
            text: "Where nobody works on it any more, let it take pods again",
            command: `kubectl uncordon ${object.name}`,
          },
        ],
      }),
    ],
  };
}

async function waitingForIt(collector: Collector): Promise<KubernetesObject[]> {
  const { items } = await tolerant(collector, "pods that wait for a node", {
    run: () =>
      collector.reader.list(
        { apiVersion: "v1", kind: "Pod" },
        { fieldSelector: "status.phase=Pending", limit: MAX_PENDING },
        collector.signal,
      ),
    fallback: { items: [], isTruncated: false },
  });
  return items.filter((pod) => isKeptOutByCordon(conditionOf(pod, "PodScheduled")));
}

function takenOutBy(node: KubernetesObject): string | undefined {
  const taints = listAt(node.spec, "taints").map((taint) => String(recordOf(taint).key ?? ""));
  const marks = [
    ...Object.keys(node.metadata.annotations ?? {}),
    ...Object.keys(node.metadata.labels ?? {}),
    ...taints,
  ];
  return marks.find((mark) => TAKEN_OUT.test(mark));
}
