import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";

interface EventLike {
  type: string;
  reason: string;
  message: string;
  source?: { component?: string };
  involvedObject: { uid: string; fieldPath?: string };
}

/** Text of one pod without what differs from pod to pod: names, identifiers, addresses and times. */
function normalise(text: string, pod: KubernetesObject): string {
  const { podIP = "none" } = (pod.status ?? {}) as { podIP?: string };
  return text
    .replaceAll(pod.metadata.name, "POD")
    .replaceAll(pod.metadata.uid ?? "none", "UID")
    .replaceAll(podIP, "IP")
    .replaceAll(/kube-api-access-[a-z0-9]+/g, "TOKEN")
    .replaceAll(/[0-9a-f]{64}/g, "HASH")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) =>
      time.startsWith("1970") ? time : "TIME",
    )
    .replaceAll(/image \\?"([^"\\]+)\\?" in .* bytes\./g, "image $1");
}

export const normalisedStatus = (pod: KubernetesObject): unknown =>
  JSON.parse(normalise(JSON.stringify(pod.status), pod));

/** What the kubelet said of the pod: one line an event, sorted. The noise of a slow start is left out. */
export const kubeletEvents = (events: readonly unknown[], pod: KubernetesObject): string[] =>
  [
    ...new Set(
      (events as EventLike[])
        .filter(
          ({ source, involvedObject }) =>
            source?.component === "kubelet" && involvedObject.uid === pod.metadata.uid,
        )
        .map(({ type, reason, message, involvedObject }) =>
          normalise([type, reason, involvedObject.fieldPath ?? "-", message].join(" "), pod),
        )
        .filter((line) => !line.includes("failed to sync configmap cache")),
    ),
  ].toSorted();
