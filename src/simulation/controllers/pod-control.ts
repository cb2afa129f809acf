import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import type { EventRecorder } from "../api/event-recorder.ts";
import { StatusError } from "../api/status-error.ts";
import type { Labels, Pod, PodTemplate } from "../store/objects.ts";
import { MANAGER, ownerReference } from "./controller.ts";

/** Makes a pod of a template for its owner; the refusal, where the server gives one. */
export function createPod(
  api: ApiMachinery,
  events: EventRecorder,
  owner: KubernetesObject,
  pod: { template: PodTemplate; name?: string; labels?: Labels; spec?: Partial<Pod["spec"]> },
): StatusError | undefined {
  const { labels, annotations } = pod.template.metadata ?? {};
  // Named here and not by the server: a refusal names the pod that was not made.
  const name = pod.name ?? `${owner.metadata.name}-${api.random.suffix()}`;
  const object: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? "default",
      ...((labels || pod.labels) && { labels: { ...labels, ...pod.labels } }),
      ...(annotations && { annotations }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: { ...structuredClone(pod.template.spec), ...pod.spec },
  };
  try {
    api.create("pods", object, MANAGER);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const isOrdered = owner.kind === "StatefulSet";
    const message = isOrdered
      ? `create Pod ${name} in StatefulSet ${owner.metadata.name} failed error: ${error.message}`
      : `Error creating: ${error.message}`;
    events.record({ about: owner, type: "Warning", reason: "FailedCreate", message });
    return error;
  }
  const message = `Created pod: ${name}`;
  if (owner.kind !== "StatefulSet")
    events.record({ about: owner, type: "Normal", reason: "SuccessfulCreate", message });
  return undefined;
}

export function deletePod(
  api: ApiMachinery,
  events: EventRecorder,
  owner: KubernetesObject,
  pod: Pod,
  message = `Deleted pod: ${pod.metadata.name}`,
): void {
  api.remove("pods", pod.metadata.namespace ?? "", pod.metadata.name, {});
  events.record({ about: owner, type: "Normal", reason: "SuccessfulDelete", message });
}
