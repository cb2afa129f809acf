import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { controllerOf, recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { EventFact } from "../facts.ts";

export interface PreviousReplicas {
  count: number;
  basis: string;
}

/** How many replicas a workload had before it was scaled to zero, from the best witness that there is. */
export function previousReplicas(
  workload: KubernetesObject,
  around: {
    events: readonly EventFact[];
    autoscalers: readonly KubernetesObject[];
    revisions: readonly KubernetesObject[];
  },
): PreviousReplicas {
  const witnesses: [number | undefined, string][] = [
    [fromEvents(around.events), "its events tell how many it had"],
    [appliedReplicas(workload), "it was last applied with so many"],
    [fromAutoscaler(workload, around.autoscalers), "the least that its autoscaler keeps"],
    [fromRevisions(workload, around.revisions), "an earlier revision of it had so many"],
  ];
  const found = witnesses.find(([count]) => count !== undefined && count > 0);
  return found === undefined
    ? { count: 1, basis: "how many it had is not on record" }
    : { count: found[0] ?? 1, basis: found[1] };
}

/** "Scaled down replica set web-5d5d64fd9f from 3 to 0"; for a StatefulSet one "delete Pod web-2 ..." for each. */
function fromEvents(events: readonly EventFact[]): number | undefined {
  const newest = events.toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
  for (const { reason, message } of newest) {
    const match =
      reason === "ScalingReplicaSet" ? /^Scaled down replica set \S+ from (\d+) to 0$/.exec(message) : null;
    if (match !== null) return Number(match[1]);
  }
  const deleted = newest.flatMap(({ reason, message }) =>
    reason === "SuccessfulDelete" ? (/^delete Pod \S+-(\d+) in StatefulSet /.exec(message)?.[1] ?? []) : [],
  );
  return deleted.length === 0 ? undefined : Math.max(...deleted.map(Number)) + 1;
}

function appliedReplicas(workload: KubernetesObject): number | undefined {
  const text = workload.metadata.annotations?.["kubectl.kubernetes.io/last-applied-configuration"];
  if (text === undefined) return undefined;
  try {
    return numberOf(recordOf(recordOf(JSON.parse(text)).spec).replicas);
  } catch {
    return undefined;
  }
}

function fromAutoscaler(
  workload: KubernetesObject,
  autoscalers: readonly KubernetesObject[],
): number | undefined {
  const own = autoscalers.find((one) => isTargetOf(one, workload));
  return own && (numberOf(recordOf(own.spec).minReplicas) ?? 1);
}

export function isTargetOf(autoscaler: KubernetesObject, workload: KubernetesObject): boolean {
  const { kind, name } = recordOf(recordOf(autoscaler.spec).scaleTargetRef);
  return kind === workload.kind && name === workload.metadata.name;
}

const DESIRED = "deployment.kubernetes.io/desired-replicas";

function fromRevisions(
  workload: KubernetesObject,
  revisions: readonly KubernetesObject[],
): number | undefined {
  const counts = revisions
    .filter((one) => controllerOf(one)?.uid === workload.metadata.uid)
    .map((one) => Number(one.metadata.annotations?.[DESIRED] ?? 0))
    .filter((count) => Number.isInteger(count) && count > 0);
  return counts.length === 0 ? undefined : Math.max(...counts);
}

const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);
