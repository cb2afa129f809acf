import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { restsOnPurpose } from "../../kubernetes/rests-on-purpose.ts";
import { type ServiceShape, selects, serviceShapeOf } from "../../kubernetes/service-shape.ts";
import { workloadShapeOf } from "../../kubernetes/workload-shape.ts";
import type { Candidate } from "../candidate.ts";
import type { Collector } from "../collectors/collector.ts";
import { collectEvents } from "../collectors/events.ts";
import { eventDraft, objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import type { CauseExplanation } from "../signature.ts";
import type { ObjectOpinion } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";
import { isTargetOf, previousReplicas } from "./previous-replicas.ts";

/** It is no kind of its own: any workload may be idle. */
export const idleExplains: readonly CauseExplanation[] = [
  {
    cause: "scaled-to-zero",
    evidence: [
      "spec.replicas is 0 while a Service, an Ingress or an autoscaler still needs it",
      "events and revisions that tell how many it had",
    ],
    repairs: ["SetScale"],
  },
];

/** A workload that somebody scaled to zero. */
export function isIdle({ kind, spec }: KubernetesObject): boolean {
  return ["Deployment", "StatefulSet"].includes(kind) && recordOf(spec).replicas === 0;
}

/** Whether a workload without replicas is at rest, or missed. */
export async function idleOpinion(collector: Collector, workload: KubernetesObject): Promise<ObjectOpinion> {
  const namespace = workload.metadata.namespace ?? "";
  const services = await listObjects(collector, ["v1", "Service"], { namespace });
  const { labels } = workloadShapeOf(workload);
  const senders = services.map(serviceShapeOf).filter(({ selector }) => selects(selector, labels));
  return scaledToZero(collector, workload, senders);
}

/** The same, for a caller that knows which Services send to it. */
export async function scaledToZero(
  collector: Collector,
  workload: KubernetesObject,
  senders: readonly ServiceShape[],
): Promise<ObjectOpinion> {
  const object = refOf(workload);
  const { namespace, name } = object;
  const [events, autoscalers, revisions] = await Promise.all([
    collectEvents(collector, [{ kind: object.kind, namespace, name }]),
    listObjects(collector, ["autoscaling/v2", "HorizontalPodAutoscaler"], { namespace }),
    object.kind === "Deployment" ? listObjects(collector, ["apps/v1", "ReplicaSet"], { namespace }) : [],
  ]);
  const own = autoscalers.filter((one) => isTargetOf(one, workload));
  const purpose = restsOnPurpose(workload, own);
  if (purpose !== undefined)
    return { kind: "healthy", reason: `${describeRef(object)} has no replicas by design: ${purpose}` };
  const users = [
    ...senders.map((service) => `Service ${service.name} sends to it`),
    ...own.map(({ metadata }) => `HorizontalPodAutoscaler ${metadata.name} scales it`),
  ];
  if (users.length === 0)
    return {
      kind: "healthy",
      reason: `${describeRef(object)} is scaled to zero, and no Service sends to it and no autoscaler scales it`,
    };
  return {
    kind: "candidates",
    candidates: [candidateOf(workload, { events, own, revisions, users }, collector)],
  };
}

function candidateOf(
  workload: KubernetesObject,
  {
    events,
    own,
    revisions,
    users,
  }: {
    events: Awaited<ReturnType<typeof collectEvents>>;
    own: KubernetesObject[];
    revisions: KubernetesObject[];
    users: string[];
  },
  collector: Collector,
): Candidate {
  const object: ObjectRef = refOf(workload);
  const at = collector.clock.now().toISOString();
  const { count, basis } = previousReplicas(workload, { events, autoscalers: own, revisions });
  const scaled = events.filter(
    ({ reason }) => reason === "ScalingReplicaSet" || reason === "SuccessfulDelete",
  );
  return found("scaled-to-zero", {
    confidence: 0.92,
    sentence: `${describeRef(object)} has no replicas, while ${users.join(" and ")}.`,
    object,
    support: [
      objectDraft(object, at, `spec.replicas is 0; ${users.join("; ")}`),
      ...scaled
        .toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt))
        .slice(0, 3)
        .map(eventDraft),
    ],
    repair: {
      type: "SetScale",
      target: object,
      isExclusive: false,
      parameters: { from: 0, to: count, basis },
    },
    advice: [
      {
        text: "Where nobody scaled it down on purpose, give it its replicas back",
        command: `kubectl scale -n ${object.namespace} ${object.kind.toLowerCase()}/${object.name} --replicas=${count}`,
      },
    ],
  });
}
