import { z } from "zod";
import { isReason } from "../../core/errors.ts";
import type { ClusterReader, KubernetesObject, ObjectList } from "../../kubernetes/cluster-reader.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import type { Container, PodSpec } from "../actions/pod-template.ts";
import { podSpecOf } from "../actions/pod-template.ts";
import type { Capacity } from "../sizing/capacity.ts";
import { nodeMatches } from "./node-match.ts";

const quotaSchema = z.object({
  hard: z.record(z.string(), z.unknown()).nullish(),
  used: z.record(z.string(), z.unknown()).nullish(),
});
const rangeSchema = z.object({
  limits: z.array(
    z.object({
      type: z.string(),
      max: z.record(z.string(), z.unknown()).nullish(),
      maxLimitRequestRatio: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});
const allocatableSchema = z.object({ allocatable: z.object({ memory: z.unknown() }) });
/** So many nodes, the largest first, are asked for their pods before the pods of all are read. */
const TRIED_NODES = 3;
/** Clusters of more pods are not listed whole: then the room of some matching nodes, the largest first, stands for all. */
const MOST_PODS = 5_000;
const MOST_NODES = 10_000;
const SAMPLED_NODES = 20;

/** What it is read for. */
export interface CapacityQuestion {
  namespace: string;
  pod: PodSpec;
  /** Whether nodes with so much free memory are enough, so that no others need be looked at; absent: each counts. */
  isEnough?(freeBytes: readonly number[]): boolean;
}

/** What the namespace and the matching nodes have room for. What may not be read bounds nothing. */
export async function readCapacity(
  reader: ClusterReader,
  question: CapacityQuestion,
  signal: AbortSignal,
): Promise<Capacity> {
  const { namespace } = question;
  const list: ListAllowed = (kind, options) => listAllowed(reader, kind, options, signal);
  const [freeBytes, quotas, ranges] = await Promise.all([
    readFree(list, question),
    list("ResourceQuota", { namespace, limit: MOST_PODS }),
    list("LimitRange", { namespace, limit: MOST_PODS }),
  ]);
  return {
    freeBytes,
    quotas: (quotas?.items ?? []).flatMap(quotasOf),
    limitRanges: (ranges?.items ?? []).flatMap(rangesOf),
  };
}

type ListAllowed = (
  kind: string,
  options: { namespace?: string; fieldSelector?: string; limit: number },
) => Promise<ObjectList | undefined>;

async function listAllowed(
  reader: ClusterReader,
  kind: string,
  options: Parameters<ListAllowed>[1],
  signal: AbortSignal,
): Promise<ObjectList | undefined> {
  try {
    return await reader.list({ apiVersion: "v1", kind }, options, signal);
  } catch (error) {
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return undefined;
    throw error;
  }
}

/** A cluster has megabytes of pods, and where there is room a node or two show it. */
async function readFree(list: ListAllowed, { pod, isEnough }: CapacityQuestion): Promise<number[] | null> {
  const nodes = await list("Node", { limit: MOST_NODES });
  if (nodes === undefined || nodes.items.length === 0) return null;
  const matching = nodes.items
    .filter((node) => nodeMatches(node, pod))
    .toSorted((a, b) => (allocatableOf(b) ?? 0) - (allocatableOf(a) ?? 0));
  const free: number[] = [];
  for (const node of isEnough === undefined ? [] : matching.slice(0, TRIED_NODES)) {
    const there = await freeOnEach(list, [node]);
    if (there === null) return null;
    free.push(...there);
    if (isEnough?.(free) || free.length === matching.length) return free;
  }
  const pods = await list("Pod", { limit: MOST_PODS });
  if (pods === undefined) return null;
  return pods.isTruncated ? freeOnEach(list, matching.slice(0, SAMPLED_NODES)) : freeOn(matching, pods.items);
}

async function freeOnEach(list: ListAllowed, nodes: readonly KubernetesObject[]): Promise<number[] | null> {
  const there = await Promise.all(
    nodes.map(({ metadata: { name } }) =>
      list("Pod", { fieldSelector: `spec.nodeName=${name}`, limit: MOST_PODS }),
    ),
  );
  if (there.includes(undefined)) return null;
  return freeOn(
    nodes,
    there.flatMap((one) => one?.items ?? []),
  );
}

/** What each node has left of its allocatable memory beside the requests of the pods on it. */
function freeOn(nodes: readonly KubernetesObject[], pods: readonly KubernetesObject[]): number[] {
  const usedByNode = new Map<string, number>();
  for (const pod of pods) {
    const { nodeName } = record(pod.spec);
    const { phase } = record(pod.status);
    if (typeof nodeName !== "string" || phase === "Succeeded" || phase === "Failed") continue;
    usedByNode.set(nodeName, (usedByNode.get(nodeName) ?? 0) + requestOfPod(podSpecOf(pod)));
  }
  return nodes.flatMap((node) => {
    const bytes = allocatableOf(node);
    return bytes === undefined ? [] : [bytes - (usedByNode.get(node.metadata.name) ?? 0)];
  });
}

function allocatableOf(node: KubernetesObject): number | undefined {
  const status = allocatableSchema.safeParse(node.status);
  return status.success ? tryParseMemory(status.data.allocatable.memory) : undefined;
}

export function requestOf(container: Container): number {
  const { requests, limits } = container.resources ?? {};
  return tryParseMemory(requests?.memory) ?? tryParseMemory(limits?.memory) ?? 0;
}

/** What the scheduler counts: the containers and sidecars together, or the largest init container. */
export function requestOfPod(spec: PodSpec | undefined): number {
  if (spec === undefined) return 0;
  const sum = (all: Container[]) => all.reduce((total, one) => total + requestOf(one), 0);
  const init = spec.initContainers ?? [];
  const sidecars = init.filter((one) => one.restartPolicy === "Always");
  const largest = Math.max(0, ...init.filter((one) => one.restartPolicy !== "Always").map(requestOf));
  return Math.max(sum(spec.containers) + sum(sidecars), largest + sum(sidecars));
}

function quotasOf(quota: KubernetesObject): Capacity["quotas"] {
  const status = quotaSchema.safeParse(quota.status ?? {}).data;
  const names = {
    "requests.memory": ["requests.memory", "memory"],
    "limits.memory": ["limits.memory"],
  } as const;
  return (["requests.memory", "limits.memory"] as const).flatMap((resource) =>
    names[resource].flatMap((name) => {
      const hardBytes = tryParseMemory(status?.hard?.[name]);
      if (hardBytes === undefined) return [];
      return [
        {
          name: quota.metadata.name,
          resource,
          hardBytes,
          usedBytes: tryParseMemory(status?.used?.[name]) ?? 0,
        },
      ];
    }),
  );
}

function rangesOf(range: KubernetesObject): Capacity["limitRanges"] {
  return (rangeSchema.safeParse(range.spec).data?.limits ?? []).flatMap((limit) =>
    limit.type !== "Container" && limit.type !== "Pod"
      ? []
      : [
          {
            name: range.metadata.name,
            type: limit.type,
            maxBytes: tryParseMemory(limit.max?.memory) ?? null,
            maxRatio: Number(limit.maxLimitRequestRatio?.memory ?? Number.NaN) || null,
          },
        ],
  );
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}
