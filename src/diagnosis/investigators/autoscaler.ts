import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { conditionOf } from "../../kubernetes/condition-of.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { nearNames } from "../near-name.ts";
import { blindness } from "./autoscaler-blindness.ts";
import { autoscalerBounds } from "./autoscaler-bounds.ts";
import { isIdle } from "./idle-workload.ts";
import type { Investigator, ObjectOpinion } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";

/** Metrics of new pods come within a minute or two. */
const YOUNG_MS = 3 * 60_000;

export interface AutoscalerScene {
  object: ObjectRef;
  raw: KubernetesObject;
  target: KubernetesObject;
  at: string;
}

export const autoscaler: Investigator = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  explains: [
    {
      cause: "autoscaler-at-maximum",
      evidence: ["status: replicas at the maximum, the metric above its target"],
      repairs: ["SetAutoscalerBounds"],
    },
    {
      cause: "autoscaler-without-metrics",
      evidence: [
        "condition ScalingActive is False, with the reason",
        "requests of the containers; the metrics APIs that answer",
      ],
      repairs: [],
    },
    {
      cause: "autoscaler-target-missing",
      evidence: ["the object that the autoscaler names does not exist"],
      repairs: [],
    },
  ],
  async investigate(collector, object) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const wanted = targetOf(raw);
    const target = await tolerant(collector, describeRef(wanted), {
      run: async () => (await collector.reader.get(wanted, collector.signal)) ?? null,
      fallback: undefined,
    });
    const at = collector.clock.now().toISOString();
    if (target === null) return targetMissing(collector, { raw, object, at }, wanted);
    if (target === undefined) return { kind: "candidates", candidates: [] };
    return opinionOf(collector, { object: refOf(raw), raw, target, at });
  },
};

async function opinionOf(collector: Collector, scene: AutoscalerScene): Promise<ObjectOpinion> {
  const { raw, target, object, at } = scene;
  const name = describeRef(object);
  const through = (reason: string): ObjectOpinion => ({
    kind: "elsewhere",
    workload: refOf(target),
    reason: `${name}: ${reason}`,
    evidence: [objectDraft(object, at, reason)],
  });
  const active = conditionOf(raw, "ScalingActive");
  if (isIdle(target)) return through("its target has no replicas, so that scaling is disabled");
  const isYoung = Date.parse(at) - Date.parse(raw.metadata.creationTimestamp ?? "") < YOUNG_MS;
  if (active?.status !== "True" && isYoung)
    return {
      kind: "wait",
      seconds: 60,
      reason: `${name} has only just been made, and metrics come within minutes`,
    };
  if (active !== undefined && active.status !== "True") {
    const isUnready = /pods might be unready/.test(active.message) && lacksReadyPods(target);
    return isUnready ? through(active.message) : blindness(collector, scene, active);
  }
  const bounds = autoscalerBounds(scene);
  if (bounds !== undefined) return bounds;
  const { currentReplicas, desiredReplicas } = recordOf(raw.status);
  if (typeof desiredReplicas === "number" && currentReplicas !== desiredReplicas && lacksReadyPods(target))
    return through(`it wants ${desiredReplicas} replicas and there are ${String(currentReplicas)}`);
  return { kind: "healthy", reason: `${name} sees its metric and has room below its maximum, or needs none` };
}

function targetOf(raw: KubernetesObject): ObjectRef {
  const { apiVersion, kind, name } = recordOf(recordOf(raw.spec).scaleTargetRef);
  const namespace = raw.metadata.namespace ?? "";
  return {
    apiVersion: String(apiVersion ?? "apps/v1"),
    kind: String(kind),
    namespace,
    name: String(name),
    uid: "",
  };
}

function lacksReadyPods(target: KubernetesObject): boolean {
  const { replicas } = recordOf(target.spec);
  const { readyReplicas } = recordOf(target.status);
  return Number(readyReplicas ?? 0) < Number(replicas ?? 1);
}

async function targetMissing(
  collector: Collector,
  { raw, object, at }: Omit<AutoscalerScene, "target">,
  wanted: ObjectRef,
): Promise<ObjectOpinion> {
  const { namespace } = object;
  const there = (await listObjects(collector, [wanted.apiVersion, wanted.kind], { namespace })).map(
    ({ metadata }) => metadata.name,
  );
  const near = nearNames(wanted.name, there).map(({ name }) => name);
  const able = conditionOf(raw, "AbleToScale");
  const hint = near.length === 0 ? "" : ` There is ${near.slice(0, 3).join(", ")}.`;
  return {
    kind: "candidates",
    candidates: [
      found("autoscaler-target-missing", {
        confidence: 0.95,
        sentence: `${describeRef(object)} scales ${describeRef(wanted)}, which does not exist.${hint}`,
        support: [
          objectDraft(object, at, `scaleTargetRef names ${describeRef(wanted)}, which is not there`),
          ...(able === undefined
            ? []
            : [objectDraft(object, able.since || at, `AbleToScale is ${able.status}: ${able.message}`)]),
        ],
        advice: [
          ...near.slice(0, 2).map((name) => ({
            text: `Where ${name} is what it should scale, name that`,
            command: `kubectl patch hpa -n ${namespace} ${object.name} --type merge -p '{"spec":{"scaleTargetRef":{"name":"${name}"}}}'`,
          })),
          {
            text: "Where its workload is gone for good, delete it with it",
            command: `kubectl delete hpa -n ${namespace} ${object.name}`,
          },
        ],
      }),
    ],
  };
}
