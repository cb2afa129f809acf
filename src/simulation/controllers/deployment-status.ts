import type { Condition, Deployment, ReplicaSet, WorkloadStatus } from "../store/objects.ts";
import { conditionOf } from "../store/pod-state.ts";
import { rollingBounds, totalOf } from "./deployment-replica-sets.ts";

interface Progress {
  at: string;
  nowMs: number;
  newSet: ReplicaSet | undefined;
  sets: readonly ReplicaSet[];
  /** Such as NewReplicaSetCreated, set before the status is made. */
  announced?: { reason: string; message: string } | undefined;
}

/** Sets a condition as the deployment controller does: unchanged where status and reason are the same. */
function set(conditions: Condition[], next: Omit<Condition, "lastTransitionTime">, at: string): Condition[] {
  const earlier = conditions.find(({ type }) => type === next.type);
  if (earlier && earlier.status === next.status && earlier.reason === next.reason) return conditions;
  const lastTransitionTime = earlier?.status === next.status ? (earlier.lastTransitionTime ?? at) : at;
  const others = conditions.filter(({ type }) => type !== next.type);
  return [...others, { ...next, lastTransitionTime, lastUpdateTime: at }];
}

function counts(deployment: Deployment, { newSet, sets }: Progress) {
  const replicas = totalOf(sets, "replicas");
  const availableReplicas = totalOf(sets, "availableReplicas");
  return {
    replicas,
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: totalOf(sets, "readyReplicas"),
    availableReplicas,
    unavailableReplicas: Math.max(0, totalSpec(sets) - availableReplicas),
    observedGeneration: deployment.metadata.generation ?? 1,
  };
}
const totalSpec = (sets: readonly ReplicaSet[]) => sets.reduce((sum, item) => sum + item.spec.replicas, 0);

type Counts = ReturnType<typeof counts>;

const isComplete = (deployment: Deployment, now: Counts): boolean =>
  [now.updatedReplicas, now.replicas, now.availableReplicas].every(
    (count) => count === deployment.spec.replicas,
  );

function isProgressing(before: WorkloadStatus, now: Counts): boolean {
  const old = (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  return (
    now.updatedReplicas > (before.updatedReplicas ?? 0) ||
    now.replicas - now.updatedReplicas < old ||
    now.readyReplicas > (before.readyReplicas ?? 0) ||
    now.availableReplicas > (before.availableReplicas ?? 0)
  );
}

function progressCondition(deployment: Deployment, conditions: Condition[], now: Counts, progress: Progress) {
  const { at, nowMs, newSet } = progress;
  const current = conditionOf({ conditions }, "Progressing");
  const what = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const make = (status: string, reason: string, message: string) => ({
    ...{ type: "Progressing", status, reason, message },
  });
  const isSettled = now.replicas === now.updatedReplicas && current?.reason === "NewReplicaSetAvailable";
  if (isSettled) return conditions;
  if (isComplete(deployment, now))
    return set(
      conditions,
      make("True", "NewReplicaSetAvailable", `${what} has successfully progressed.`),
      at,
    );
  if (isProgressing(deployment.status ?? {}, now)) {
    const next = make("True", "ReplicaSetUpdated", `${what} is progressing.`);
    const others = conditions.filter(({ type }) => type !== "Progressing");
    const kept = current?.status === "True" ? current.lastTransitionTime : at;
    return [...others, { ...next, lastTransitionTime: kept ?? at, lastUpdateTime: at }];
  }
  const deadlineMs = deadlineMsOf(deployment);
  const isLate =
    current !== undefined &&
    current.reason !== "NewReplicaSetAvailable" &&
    Date.parse(current.lastUpdateTime ?? "") + deadlineMs <= nowMs;
  if (!isLate) return conditions;
  return set(conditions, make("False", "ProgressDeadlineExceeded", `${what} has timed out progressing.`), at);
}

export const deadlineMsOf = (deployment: Deployment): number =>
  (deployment.spec.progressDeadlineSeconds ?? 600) * 1000;

/** Source: pkg/controller/deployment/sync.go and progress.go of Kubernetes. */
export function deploymentStatus(deployment: Deployment, progress: Progress): WorkloadStatus {
  const { at, sets, announced } = progress;
  const now = counts(deployment, progress);
  let conditions = deployment.status?.conditions ?? [];
  if (announced) conditions = set(conditions, { type: "Progressing", status: "True", ...announced }, at);
  const isAvailable =
    now.availableReplicas >= deployment.spec.replicas - rollingBounds(deployment).maxUnavailable;
  const available = isAvailable
    ? { status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : {
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
  conditions = set(conditions, { type: "Available", ...available }, at);
  if (!deployment.spec.paused) conditions = progressCondition(deployment, conditions, now, progress);
  const failure = sets.map((item) => conditionOf(item.status, "ReplicaFailure")).find(Boolean);
  conditions = failure
    ? set(conditions, { ...failure, lastUpdateTime: at }, at)
    : conditions.filter(({ type }) => type !== "ReplicaFailure");
  const nonZero = Object.entries(now).filter(([, value]) => value !== 0);
  return { ...Object.fromEntries(nonZero), conditions };
}
