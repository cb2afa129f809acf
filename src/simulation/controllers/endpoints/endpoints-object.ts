import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { Pod, Service } from "../../store/objects.ts";
import { isPodReady } from "../../store/pod-state.ts";
import { groupByPorts } from "./endpoint-groups.ts";

const MOST_ADDRESSES = 1000;

const addressOf = (pod: Pod) => ({
  ip: pod.status?.podIP,
  nodeName: pod.spec.nodeName,
  targetRef: {
    ...{ kind: "Pod", name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
  },
});

/** The old Endpoints of a Service: pods that go are left out, and so are pods that have none of its ports. */
export function endpointsObject(service: Service, pods: readonly Pod[]): KubernetesObject {
  const isPublished = service.spec.publishNotReadyAddresses === true;
  const counted = pods
    .filter((pod) => isPublished || pod.metadata.deletionTimestamp === undefined)
    .slice(0, MOST_ADDRESSES);
  const hasNoPorts = (service.spec.ports ?? []).length === 0;
  const subsets = groupByPorts(counted, service)
    .filter(({ ports }) => ports.length > 0 || hasNoPorts)
    .map(({ ports, pods: members }) => {
      const isReady = (pod: Pod) => isPublished || isPodReady(pod);
      const ready = members.filter(isReady).map(addressOf);
      const notReady = members.filter((pod) => !isReady(pod)).map(addressOf);
      return {
        ...(ready.length > 0 && { addresses: ready }),
        ...(notReady.length > 0 && { notReadyAddresses: notReady }),
        ...(ports.length > 0 && {
          ports: ports.map(({ name, ...port }) => ({ ...(name !== "" && { name }), ...port })),
        }),
      };
    });
  const { name, namespace = "", labels } = service.metadata;
  return {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: {
      ...{ name, namespace },
      labels: {
        ...labels,
        "endpoints.kubernetes.io/managed-by": "endpoint-controller",
        ...(service.spec.clusterIP === "None" && { "service.kubernetes.io/headless": "" }),
      },
    },
    ...(subsets.length > 0 && { subsets }),
  };
}
