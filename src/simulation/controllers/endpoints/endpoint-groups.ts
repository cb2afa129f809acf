import type { Pod, Service } from "../../store/objects.ts";
import { isPodReady } from "../../store/pod-state.ts";
import { sameJson } from "../../store/same-json.ts";

export interface EndpointPort {
  name: string;
  port: number;
  protocol: string;
}

/** Pods that answer a Service on the same ports. */
export interface EndpointGroup {
  ports: EndpointPort[];
  pods: Pod[];
}

type ServicePort = NonNullable<Service["spec"]["ports"]>[number];

/** The number of a target port in one pod; undefined where none of its containers has the name. */
function numberIn(pod: Pod, { port, protocol = "TCP", targetPort }: ServicePort): number | undefined {
  if (typeof targetPort !== "string" || /^\d+$/.test(targetPort)) return Number(targetPort ?? port);
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...pod.spec.containers, ...sidecars]
    .flatMap((container) => container.ports ?? [])
    .find((item) => item.name === targetPort && (item.protocol ?? "TCP") === protocol)?.containerPort;
}

export function portsIn(pod: Pod, service: Service): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((item) => {
    const port = numberIn(pod, item);
    return port === undefined ? [] : [{ name: item.name ?? "", port, protocol: item.protocol ?? "TCP" }];
  });
}

/** Source: staging/src/k8s.io/endpointslice of Kubernetes, which makes slices for each distinct set of ports. */
export function groupByPorts(pods: readonly Pod[], service: Service): EndpointGroup[] {
  const groups: EndpointGroup[] = [];
  for (const pod of pods) {
    const ports = portsIn(pod, service);
    const group = groups.find((item) => sameJson(item.ports, ports));
    if (group) group.pods.push(pod);
    else groups.push({ ports, pods: [pod] });
  }
  return groups;
}

/** With `publishNotReadyAddresses` every pod counts as ready, whatever it says of itself. */
export function endpointConditions(pod: Pod, service: Service) {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const isPublished = service.spec.publishNotReadyAddresses === true;
  return { ready: isPublished || (serving && !terminating), serving, terminating };
}
