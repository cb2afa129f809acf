import type { Deployment, Labels, PodTemplate, ReplicaSet } from "../store/objects.ts";
import { sameJson } from "../store/same-json.ts";

export const HASH_LABEL = "pod-template-hash";
export const REVISION = "deployment.kubernetes.io/revision";
const HISTORY = "deployment.kubernetes.io/revision-history";
const DESIRED = "deployment.kubernetes.io/desired-replicas";
const MAXIMUM = "deployment.kubernetes.io/max-replicas";
const NOT_COPIED = [
  ...["kubectl.kubernetes.io/last-applied-configuration", REVISION, HISTORY, DESIRED, MAXIMUM],
  "deprecated.deployment.rollback.to",
];

function withoutHash(template: PodTemplate): PodTemplate {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The ReplicaSet of the Deployment's present template, also when it is an old one that a rollback came back to. */
export function findNewReplicaSet(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return sets.find((set) => sameJson(withoutHash(set.spec.template), wanted));
}

export const revisionOf = (set: ReplicaSet): number => Number(set.metadata.annotations?.[REVISION] ?? 0);

/** Annotations of the new ReplicaSet: the Deployment's own (such as the change cause) and its place in the history. */
export function newAnnotations(
  deployment: Deployment,
  current: Labels,
  revision: number,
  maxSurge: number,
): Labels {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key]) => !NOT_COPIED.includes(key),
  );
  const before = current[REVISION];
  const isRenumbered = before !== undefined && before !== String(revision);
  const history = [current[HISTORY], isRenumbered ? before : undefined].filter(Boolean).join(",");
  const kept = Object.entries(current).filter(([key]) => NOT_COPIED.includes(key));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(copied),
    ...scaleAnnotations(deployment, maxSurge),
    [REVISION]: String(revision),
    ...(history !== "" && { [HISTORY]: history }),
  };
}

export const scaleAnnotations = (deployment: Deployment, maxSurge: number): Labels => ({
  [DESIRED]: String(deployment.spec.replicas),
  [MAXIMUM]: String(deployment.spec.replicas + maxSurge),
});

const portion = (value: number | string, total: number, round: (value: number) => number): number =>
  typeof value === "number" ? value : round((Number.parseFloat(value) / 100) * total);

/** Surge is rounded up, unavailability down; both zero would never move. */
export function rollingBounds(deployment: Deployment): { maxSurge: number; maxUnavailable: number } {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === "Recreate") return { maxSurge: 0, maxUnavailable: replicas };
  const { maxSurge = "25%", maxUnavailable = "25%" } = strategy.rollingUpdate ?? {};
  const surge = portion(maxSurge, replicas, Math.ceil);
  const unavailable = portion(maxUnavailable, replicas, Math.floor);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export const total = (sets: readonly ReplicaSet[]): number =>
  sets.reduce((sum, set) => sum + set.spec.replicas, 0);
export const totalOf = (
  sets: readonly ReplicaSet[],
  field: "replicas" | "readyReplicas" | "availableReplicas",
) => sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
