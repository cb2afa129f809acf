import { z } from "zod";
import type { NewSignal, Suspect } from "../domain/signal.ts";
import type { Symptom } from "../domain/symptom.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { type ContainerStatus, containerStatusesOf, endsOf } from "./container-status.ts";
import { recordOf } from "./kubernetes-object.ts";
import { oneLine } from "./one-line.ts";

const statusSchema = z.object({
  phase: z.string().catch(""),
  reason: z.string().catch(""),
  message: z.string().catch(""),
  conditions: z
    .array(
      z.object({
        type: z.string(),
        status: z.string(),
        reason: z.string().catch(""),
        message: z.string().catch(""),
        lastTransitionTime: z.string().nullish().catch(undefined),
      }),
    )
    .catch([]),
});
type PodStatus = z.infer<typeof statusSchema>;

/** Reasons for waiting that are a problem; the others (ContainerCreating, PodInitializing) belong to every start. */
const WAITING_SYMPTOMS = new Map<string, Symptom>([
  ["CrashLoopBackOff", "crash-looping"],
  ["ErrImagePull", "image-not-pulled"],
  ["ImagePullBackOff", "image-not-pulled"],
  ["ErrImageNeverPull", "image-not-pulled"],
  ["ImageInspectError", "image-not-pulled"],
  ["InvalidImageName", "image-not-pulled"],
  ["RegistryUnavailable", "image-not-pulled"],
  ["SignatureValidationFailed", "image-not-pulled"],
  ["CreateContainerConfigError", "config-error"],
  ["CreateContainerError", "config-error"],
  ["RunContainerError", "config-error"],
]);

/** 128 + SIGKILL. */
const EXIT_KILLED = 137;
/** With this reason the kubelet makes the exit code up: it lost sight of the container. */
const STATUS_LOST = "ContainerStatusUnknown";

/**
 * What a person would call wrong with a pod, told by its status alone. A pod that starts, is not ready or ends in good
 * order has no symptom; an OOM kill stays one while `state` or `lastState` shows it, always under the same key.
 */
export function symptomsOfPod(pod: KubernetesObject): NewSignal[] {
  const status = statusSchema.parse(recordOf(pod.status));
  const isGoing = pod.metadata.deletionTimestamp !== undefined;
  const ofContainers = containerStatusesOf(pod).flatMap((container) => [
    ...endSymptoms(pod, status, container),
    ...(isGoing ? [] : waitingSymptoms(pod, status, container)),
  ]);
  return [...ofContainers, ...(isGoing ? [] : podSymptoms(pod, status))];
}

function endSymptoms(pod: KubernetesObject, status: PodStatus, container: ContainerStatus): NewSignal[] {
  return endsOf(container).flatMap((end) => {
    const symptom = endSymptom(pod, status, end);
    if (symptom === undefined) return [];
    const detail = `container ${container.name} was ended: ${end.reason}, exit code ${end.exitCode}`;
    return [
      signalOf(pod, { symptom, container: container.name, instance: end.id, at: end.finishedAt, detail }),
    ];
  });
}

/** A deletion and an eviction end containers with SIGKILL too when these do not stop in time. */
function endSymptom(
  pod: KubernetesObject,
  status: PodStatus,
  end: { reason: string; exitCode: number },
): Symptom | undefined {
  if (end.reason === "OOMKilled") return "oom-killed";
  const isExplained =
    pod.metadata.deletionTimestamp !== undefined || status.reason !== "" || end.reason === STATUS_LOST;
  return end.exitCode === EXIT_KILLED && !isExplained ? "killed" : undefined;
}

function waitingSymptoms(pod: KubernetesObject, status: PodStatus, container: ContainerStatus): NewSignal[] {
  const waiting = container.state.waiting;
  const symptom = waiting === undefined ? undefined : WAITING_SYMPTOMS.get(waiting.reason);
  if (waiting === undefined || symptom === undefined) return [];
  const lastEnd = endsOf(container).at(-1);
  const instance =
    symptom === "crash-looping" ? (lastEnd?.id ?? `#${container.restartCount}`) : container.image;
  const at = symptom === "crash-looping" ? lastEnd?.finishedAt : undefined;
  const detail = `container ${container.name} waits: ${waiting.reason} ${waiting.message}`;
  return [
    signalOf(pod, {
      symptom,
      container: container.name,
      instance,
      at: at ?? changedAt(status, "ContainersReady"),
      detail,
    }),
  ];
}

function podSymptoms(pod: KubernetesObject, status: PodStatus): NewSignal[] {
  const found: NewSignal[] = [];
  if (status.phase === "Failed" && status.reason === "Evicted")
    found.push(
      signalOf(pod, {
        symptom: "evicted",
        container: "",
        instance: "",
        at: changedAt(status, "DisruptionTarget") ?? changedAt(status, "Ready"),
        detail: `the pod was evicted: ${status.message}`,
      }),
    );
  const scheduled = status.conditions.find((one) => one.type === "PodScheduled");
  if (scheduled?.status === "False" && scheduled.reason === "Unschedulable")
    found.push(
      signalOf(pod, {
        symptom: "unschedulable",
        container: "",
        instance: "",
        at: changedAt(status, "PodScheduled"),
        detail: `no node takes the pod: ${scheduled.message}`,
      }),
    );
  return found;
}

function changedAt(status: PodStatus, type: string): string | undefined {
  return status.conditions.find((one) => one.type === type)?.lastTransitionTime ?? undefined;
}

interface Found {
  symptom: Symptom;
  container: string;
  /** What failed: the container's instance, the image; "" where it is the pod itself. */
  instance: string;
  at: string | undefined;
  detail: string;
}

function signalOf(pod: KubernetesObject, found: Found): NewSignal {
  const { name, namespace, uid, labels, creationTimestamp } = pod.metadata;
  const suspect: Suspect = {
    apiVersion: "v1",
    kind: "Pod",
    namespace: namespace ?? "",
    name,
    uid: uid ?? "",
    container: found.container,
    labels: labels ?? {},
  };
  return {
    key: ["pod", uid ?? `${namespace}/${name}`, found.container, found.symptom, found.instance].join("/"),
    source: "pod-status",
    symptom: found.symptom,
    suspect,
    at: found.at ?? creationTimestamp ?? "",
    detail: oneLine(found.detail),
  };
}
