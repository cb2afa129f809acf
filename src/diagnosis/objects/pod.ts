import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { type Condition, conditionsOf } from "../../kubernetes/condition-of.ts";
import { quantityBytes } from "../quantity.ts";
import {
  type ContainerFact,
  type ContainerKind,
  type ContainerSpec,
  containersOf,
  podSpecSchema,
} from "./pod-template.ts";

const terminatedSchema = z.object({
  containerID: z.string().nullish(),
  exitCode: z.number(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
});
const stateSchema = z.object({
  waiting: z.object({ reason: z.string().nullish(), message: z.string().nullish() }).nullish(),
  running: z.object({ startedAt: z.string().nullish() }).nullish(),
  terminated: terminatedSchema.nullish(),
});
const containerStatusSchema = z.object({
  name: z.string(),
  restartCount: z.number().nullish(),
  ready: z.boolean().nullish(),
  started: z.boolean().nullish(),
  image: z.string().nullish(),
  imageID: z.string().nullish(),
  state: stateSchema.nullish(),
  lastState: stateSchema.nullish(),
  resources: z.object({ limits: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
const podStatusSchema = z.object({
  phase: z.string().nullish(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  containerStatuses: z.array(containerStatusSchema).nullish(),
  initContainerStatuses: z.array(containerStatusSchema).nullish(),
});

/** How one instance of a container ended; both times are the node's, so their difference is trustworthy. */
export interface EndFact {
  /** The container runtime's id of the instance, else pod, container and restart count. */
  id: string;
  reason: string;
  /** What the runtime or the program said at the end (termination message); untrusted. */
  message: string;
  exitCode: number;
  startedAt: string;
  finishedAt: string;
  ranSeconds: number;
  /** Restart count of the instance that ended. */
  restartCount: number;
}

export interface PodContainer {
  name: string;
  kind: ContainerKind;
  limitBytes: number | null;
  restartCount: number;
  isReady: boolean;
  /** Past its startup probe; null where the kubelet says nothing. */
  isStarted: boolean | null;
  spec: ContainerSpec;
  /** As the runtime resolved it: "" before the image is there. */
  image: string;
  imageId: string;
  waitingReason: string;
  /** The kubelet's own words, which quote registries and runtimes: untrusted. */
  waitingMessage: string;
  runningSince: string | null;
  /** The ends that the status still knows, newest first: at most two. */
  ends: EndFact[];
}

export interface PodFact {
  namespace: string;
  name: string;
  uid: string;
  ownerUid: string;
  node: string;
  phase: string;
  /** Such as Evicted, Preempted, NodeLost; "" else. */
  reason: string;
  message: string;
  conditions: Condition[];
  /** Reason of the condition DisruptionTarget, where somebody took the pod away. */
  disruption: string;
  /** pod-template-hash or controller-revision-hash; "" where there is none. */
  revision: string;
  createdAt: string;
  isReady: boolean;
  isTerminating: boolean;
  containers: PodContainer[];
  /** As the API server gave it, for what is left out here; untrusted. */
  raw: KubernetesObject;
}

/** Reads a pod; undefined for an object that is none. */
export function parsePod(object: KubernetesObject): PodFact | undefined {
  const spec = podSpecSchema.safeParse(object.spec);
  const status = podStatusSchema.safeParse(object.status ?? {});
  if (!spec.success || !status.success) return undefined;
  const { metadata } = object;
  const conditions = conditionsOf(object);
  const isTrue = (type: string) => conditions.find((each) => each.type === type && each.status === "True");
  const statuses = new Map(
    [...(status.data.containerStatuses ?? []), ...(status.data.initContainerStatuses ?? [])].map((each) => [
      each.name,
      each,
    ]),
  );
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    uid: metadata.uid ?? "",
    ownerUid: metadata.ownerReferences?.find((owner) => owner.controller === true)?.uid ?? "",
    node: spec.data.nodeName ?? "",
    phase: status.data.phase ?? "",
    reason: status.data.reason ?? "",
    message: status.data.message ?? "",
    conditions,
    disruption: isTrue("DisruptionTarget")?.reason ?? "",
    revision: metadata.labels?.["pod-template-hash"] ?? metadata.labels?.["controller-revision-hash"] ?? "",
    createdAt: metadata.creationTimestamp ?? "",
    isReady: isTrue("Ready") !== undefined,
    isTerminating: metadata.deletionTimestamp !== undefined,
    raw: object,
    containers: containersOf(spec.data).map((container) =>
      containerOf(container, metadata.uid ?? "", statuses.get(container.name)),
    ),
  };
}

function containerOf(
  { name, kind, limitBytes, spec }: ContainerFact,
  podUid: string,
  status: z.infer<typeof containerStatusSchema> | undefined,
): PodContainer {
  const restartCount = status?.restartCount ?? 0;
  const prefix = `${podUid}/${name}`;
  const ended = status?.state?.terminated;
  const before = status?.lastState?.terminated;
  // While it waits, no new instance exists yet: the last one to end is the one that the count stands for.
  const countBefore = status?.state?.waiting ? restartCount : Math.max(0, restartCount - 1);
  const ends = [
    ...(ended ? [endOf(ended, restartCount, prefix)] : []),
    ...(before ? [endOf(before, countBefore, prefix)] : []),
  ];
  return {
    name,
    kind,
    spec,
    // What the runtime really enforces comes before what is asked for: a resize may be pending.
    limitBytes: quantityBytes(status?.resources?.limits?.memory) ?? limitBytes,
    restartCount,
    isReady: status?.ready ?? false,
    isStarted: status?.started ?? null,
    image: status?.image ?? "",
    imageId: status?.imageID ?? "",
    waitingMessage: status?.state?.waiting?.message ?? "",
    waitingReason: status?.state?.waiting?.reason ?? "",
    runningSince: status?.state?.running?.startedAt ?? null,
    ends: ends.filter((end, index) => ends.findIndex((other) => other.id === end.id) === index),
  };
}

function endOf(state: z.infer<typeof terminatedSchema>, restartCount: number, prefix: string): EndFact {
  const startedAt = state.startedAt ?? "";
  const finishedAt = state.finishedAt ?? "";
  const ranMs = Date.parse(finishedAt) - Date.parse(startedAt);
  // A container that never started says 1970-01-01 as its start.
  const hasStarted = Date.parse(startedAt) > 0;
  return {
    id: state.containerID ? state.containerID : `${prefix}/${restartCount}`,
    reason: state.reason ?? "",
    message: state.message ?? "",
    exitCode: state.exitCode,
    startedAt,
    finishedAt,
    ranSeconds: hasStarted && Number.isFinite(ranMs) ? Math.max(0, Math.round(ranMs / 1000)) : 0,
    restartCount,
  };
}
