import type { Deployment, ReplicaSet } from "../store/objects.ts";
import { revisionOf, rollingBounds, total, totalOf } from "./deployment-replica-sets.ts";

interface Target {
  set: ReplicaSet;
  replicas: number;
}

/** Which ReplicaSets to scale next, and to what. Source: pkg/controller/deployment/rolling.go of Kubernetes. */
export function rollingTargets(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): Target[] {
  if (!newSet) return [];
  const grown = newSetTarget(deployment, newSet, oldSets);
  if (grown !== newSet.spec.replicas) return [{ set: newSet, replicas: grown }];
  return oldSetTargets(deployment, newSet, oldSets);
}

function newSetTarget(deployment: Deployment, newSet: ReplicaSet, oldSets: readonly ReplicaSet[]): number {
  const { replicas } = deployment.spec;
  if (newSet.spec.replicas > replicas) return replicas;
  const room = replicas + rollingBounds(deployment).maxSurge - total([newSet, ...oldSets]);
  return newSet.spec.replicas + Math.max(0, Math.min(room, replicas - newSet.spec.replicas));
}

function oldSetTargets(deployment: Deployment, newSet: ReplicaSet, oldSets: readonly ReplicaSet[]): Target[] {
  const busy = oldSets
    .filter((set) => set.spec.replicas > 0)
    .toSorted((a, b) => revisionOf(a) - revisionOf(b));
  const minAvailable = deployment.spec.replicas - rollingBounds(deployment).maxUnavailable;
  const newUnavailable = newSet.spec.replicas - (newSet.status?.availableReplicas ?? 0);
  let mayGo = total([newSet, ...oldSets]) - minAvailable - newUnavailable;
  const targets = new Map<ReplicaSet, number>(busy.map((set) => [set, set.spec.replicas]));
  // Pods of old revisions that do not serve go first.
  for (const set of busy) {
    const unhealthy = set.spec.replicas - (set.status?.availableReplicas ?? 0);
    const gone = Math.max(0, Math.min(mayGo, unhealthy));
    targets.set(set, set.spec.replicas - gone);
    mayGo -= gone;
  }
  let spare = totalOf([newSet, ...oldSets], "availableReplicas") - minAvailable;
  for (const set of busy) {
    const left = targets.get(set) ?? 0;
    const gone = Math.max(0, Math.min(spare, left));
    targets.set(set, left - gone);
    spare -= gone;
  }
  return [...targets]
    .filter(([set, replicas]) => set.spec.replicas !== replicas)
    .map(([set, replicas]) => ({ set, replicas }));
}
