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
/** Clusters of more pods are not listed whole: then the room of some matching nodes, the largest first, stands for all. */
const MOST_PODS = 5_000;
const MOST_NODES = 10_000;
const SAMPLED_NODES = 20;

/** What the namespace and the matching nodes have room for. What may not be read bounds nothing. */
export async function readCapacity(
  reader: ClusterReader,
  namespace: string,
  pod: PodSpec,
  signal: AbortSignal,
): Promise<Capacity> {
  const list: ListAllowed = (kind, options) => listAllowed(reader, kind, options, signal);
  const [nodes, pods, quotas, ranges] = await Promise.all([
    list("Node", { limit: MOST_NODES }),
    list("Pod", { limit: MOST_PODS }),
    list("ResourceQuota", { namespace, limit: MOST_PODS }),
    list("LimitRange", { namespace, limit: MOST_PODS }),
  ]);
  const matching = nodes?.items.length ? nodes.items.filter((node) => nodeMatches(node, pod)) : undefined;
  return {
    freeBytes: matching === undefined || pods === undefined ? null : await freeOf(list, matching, pods),
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

async function freeOf(
  list: ListAllowed,
  matching: readonly KubernetesObject[],
  pods: ObjectList,
): Promise<number[] | null> {
  if (!pods.isTruncated) return freeOn(matching, pods.items);
  const largest = matching
    .toSorted((a, b) => (allocatableOf(b) ?? 0) - (allocatableOf(a) ?? 0))
    .slice(0, SAMPLED_NODES);
  const there = await Promise.all(
    largest.map((node) =>
      list("Pod", { fieldSelector: `spec.nodeName=${node.metadata.name}`, limit: MOST_PODS }),
    ),
  );
  return there.includes(undefined)
    ? null
    : freeOn(
        largest,
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
