import { formatMemory } from "../../kubernetes/quantity.ts";

/** What the cluster has room for, as facts; a null means that nothing bounds it (or that it could not be read). */
export interface Capacity {
  /**
   * Free memory (allocatable less requests) of the nodes that the pods may run on, bytes: of so many of them as have room
   * for all, or of each.
   */
  freeBytes: number[] | null;
  quotas: {
    name: string;
    resource: "requests.memory" | "limits.memory";
    hardBytes: number;
    usedBytes: number;
  }[];
  limitRanges: {
    name: string;
    type: "Container" | "Pod";
    maxBytes: number | null;
    maxRatio: number | null;
  }[];
}

export interface Demand {
  replicas: number;
  /** Pods that run beside the old ones while the new ones start. */
  surge: number;
  fromLimitBytes: number;
  toLimitBytes: number;
  /** What the scheduler counts: the request, or the limit where no request is written. */
  fromRequestBytes: number;
  toRequestBytes: number;
  /** A DaemonSet's pod must fit on the very node that it is for. */
  isOnEveryNode?: boolean;
  /** Requests and limits of the pod's other containers, which come along with each pod. */
  otherRequestBytes: number;
  otherLimitBytes: number;
}

/** Why the cluster has no room for the demand, or undefined. */
export function overCapacity(capacity: Capacity, demand: Demand): string | undefined {
  const nodes = capacity.freeBytes === null ? undefined : overNodes(capacity.freeBytes, demand);
  return nodes ?? overQuotas(capacity, demand) ?? overRanges(capacity, demand);
}

/**
 * Why nodes with so much free memory have no room for the demand, or undefined; where they have, more nodes change
 * nothing. Every pod must find a node: the old pods' requests become free as they go, so what counts is the growth of all
 * pods and whole new pods for the surge, each placed on one node.
 */
export function overNodes(freeBytes: readonly number[], demand: Demand): string | undefined {
  const podBytes = demand.toRequestBytes + demand.otherRequestBytes;
  const freed = demand.replicas * (demand.fromRequestBytes + demand.otherRequestBytes);
  const free = freeBytes.reduce((sum, bytes) => sum + Math.max(0, bytes), 0);
  const wanted = podBytes * (demand.replicas + demand.surge);
  if (wanted > free + freed)
    return `${demand.replicas + demand.surge} pods of ${formatMemory(podBytes)} do not fit: the matching nodes have ${formatMemory(Math.floor(free + freed))} free`;
  const own = demand.fromRequestBytes + demand.otherRequestBytes;
  const tightest = Math.min(...freeBytes) + own;
  if (demand.isOnEveryNode === true && podBytes > tightest)
    return `not every node has ${formatMemory(podBytes)} free for its pod: one has ${formatMemory(Math.max(0, Math.floor(tightest)))}`;
  const largest = Math.max(0, ...freeBytes) + own;
  if (podBytes > largest) return `no matching node has ${formatMemory(podBytes)} free for one pod`;
  return undefined;
}

function overQuotas(capacity: Capacity, demand: Demand): string | undefined {
  for (const quota of capacity.quotas) {
    const isRequests = quota.resource === "requests.memory";
    const grown = isRequests
      ? demand.toRequestBytes - demand.fromRequestBytes
      : demand.toLimitBytes - demand.fromLimitBytes;
    const pod = isRequests
      ? demand.toRequestBytes + demand.otherRequestBytes
      : demand.toLimitBytes + demand.otherLimitBytes;
    const after = quota.usedBytes + grown * demand.replicas + pod * demand.surge;
    if (after > quota.hardBytes)
      return `ResourceQuota ${quota.name} allows ${quota.resource} of ${formatMemory(quota.hardBytes)}, and ${formatMemory(after)} would be used`;
  }
  return undefined;
}

function overRanges(capacity: Capacity, demand: Demand): string | undefined {
  for (const range of capacity.limitRanges) {
    const bytes = range.type === "Pod" ? demand.toLimitBytes + demand.otherLimitBytes : demand.toLimitBytes;
    if (range.maxBytes !== null && bytes > range.maxBytes)
      return `LimitRange ${range.name} allows at most ${formatMemory(range.maxBytes)} a ${range.type.toLowerCase()}`;
    const ratio = demand.toRequestBytes === 0 ? Number.POSITIVE_INFINITY : bytes / demand.toRequestBytes;
    if (range.maxRatio !== null && range.type === "Container" && ratio > range.maxRatio)
      return `LimitRange ${range.name} allows a limit of at most ${range.maxRatio} times the request`;
  }
  return undefined;
}
