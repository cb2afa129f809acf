import type { ObjectStore } from "../store/object-store.ts";
import type { ContainerStatus, Pod } from "../store/objects.ts";

export type Sample = readonly [labels: Record<string, string>, value: number];
export interface Family {
  name: string;
  samples: readonly Sample[];
}

/** What kube-state-metrics tells of containers and of the claims that pods use. */
export function podFamilies(store: ObjectStore): Family[] {
  const pods = store.list("pods") as Pod[];
  const labelsOf = ({ metadata }: Pod) => ({
    namespace: metadata.namespace ?? "",
    pod: metadata.name,
    uid: metadata.uid ?? "",
  });
  const containers = (of: "containerStatuses" | "initContainerStatuses") =>
    pods.flatMap((pod) =>
      (pod.status?.[of] ?? []).map((status) => ({
        status,
        labels: { ...labelsOf(pod), container: status.name },
      })),
    );
  const claims = pods.flatMap((pod) =>
    (pod.spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim: claim }): Sample[] =>
      claim === undefined
        ? []
        : [[{ ...labelsOf(pod), volume: name, persistentvolumeclaim: claim.claimName }, 1]],
    ),
  );
  return [
    ...containerFamilies("kube_pod_container_status", containers("containerStatuses")),
    ...containerFamilies("kube_pod_init_container_status", containers("initContainerStatuses")),
    { name: "kube_pod_spec_volumes_persistentvolumeclaims_info", samples: claims },
  ];
}

type Found = { status: ContainerStatus; labels: Record<string, string> };

function containerFamilies(prefix: string, found: readonly Found[]): Family[] {
  const reasons = (name: string, read: (status: ContainerStatus) => string | undefined): Family => ({
    name: `${prefix}_${name}`,
    samples: found.flatMap(({ status, labels }) => {
      const reason = read(status);
      return reason === undefined ? [] : [[{ ...labels, reason }, 1] as const];
    }),
  });
  return [
    {
      name: `${prefix}_restarts_total`,
      samples: found.map(({ status, labels }) => [labels, status.restartCount] as const),
    },
    reasons("waiting_reason", ({ state }) => state.waiting?.reason),
    reasons("terminated_reason", ({ state }) => state.terminated?.reason),
    reasons("last_terminated_reason", ({ lastState }) => lastState.terminated?.reason),
  ];
}
