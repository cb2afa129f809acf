import { qosClassOf } from "../api/pod-defaults.ts";
import type { Condition, Pod, PodStatus } from "../store/objects.ts";
import { withCondition } from "../store/pod-state.ts";
import {
  type ContainerRuntime,
  containerStatus,
  initContainerStatus,
  isDone,
  isReady,
  isSidecar,
} from "./container-runtime.ts";

export interface PodRuntime {
  init: ContainerRuntime[];
  main: ContainerRuntime[];
  hasSandbox: boolean;
  isStopped: boolean;
  startTime: string;
  hostIP: string;
  podIP: string;
  eviction?: { reason: string; message: string; isForPressure: boolean };
}

function phaseOf(pod: Pod, runtime: PodRuntime): string {
  const states = runtime.main.map(({ state }) => state);
  const failed = states.some(({ terminated }) => terminated && terminated.exitCode !== 0);
  if (runtime.eviction) return "Failed";
  if (runtime.isStopped) return failed ? "Failed" : "Succeeded";
  const policy = pod.spec.restartPolicy ?? "Always";
  const initFailed = runtime.init.some(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  if (policy === "Never" && initFailed) return "Failed";
  const areOver = states.every(({ terminated }) => terminated !== undefined);
  if (areOver && policy === "Never") return failed ? "Failed" : "Succeeded";
  if (areOver && policy === "OnFailure" && !failed) return "Succeeded";
  return runtime.main.some(({ containerID }) => containerID !== undefined) ? "Running" : "Pending";
}

const names = (list: readonly ContainerRuntime[]) => `[${list.map(({ name }) => name).join(" ")}]`;

function conditionsOf(pod: Pod, runtime: PodRuntime, phase: string, at: string): Condition[] {
  const observedGeneration = pod.metadata.generation ?? 1;
  const make = (type: string, isTrue: boolean, why?: { reason: string; message?: string }): Condition => ({
    ...{ type, status: isTrue ? "True" : "False", lastProbeTime: null, lastTransitionTime: at },
    ...{ observedGeneration },
    ...(!isTrue && why),
  });
  const incomplete = runtime.init.filter((item) => !isDone(item));
  const unready = [...runtime.init.filter(isSidecar), ...runtime.main].filter((item) => !isReady(item));
  const over = { Failed: "PodFailed", Succeeded: "PodCompleted" }[phase];
  const why = over
    ? { reason: over }
    : { reason: "ContainersNotReady", message: `containers with unready status: ${names(unready)}` };
  const areReady = unready.length === 0 && over === undefined;
  const initialized = make("Initialized", incomplete.length === 0, {
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: ${names(incomplete)}`,
  });
  const next = [
    make("PodReadyToStartContainers", runtime.hasSandbox && over === undefined),
    initialized,
    make("Ready", areReady, why),
    make("ContainersReady", areReady, why),
    make("PodScheduled", true),
    ...(runtime.eviction?.isForPressure
      ? [
          {
            ...make("DisruptionTarget", true),
            reason: "TerminationByKubelet",
            message: runtime.eviction.message,
          },
        ]
      : []),
  ];
  const before = pod.status?.conditions ?? [];
  return next.map((condition) => {
    const merged = withCondition(before, condition).find(({ type }) => type === condition.type);
    return merged ?? condition;
  });
}

/** The status that the kubelet reports of a pod. */
export function podStatus(pod: Pod, runtime: PodRuntime, at: string): PodStatus {
  const phase = phaseOf(pod, runtime);
  return {
    ...(runtime.eviction && { reason: runtime.eviction.reason, message: runtime.eviction.message }),
    conditions: conditionsOf(pod, runtime, phase, at),
    containerStatuses: runtime.main.map(containerStatus),
    ...(runtime.init.length > 0 && { initContainerStatuses: runtime.init.map(initContainerStatus) }),
    hostIP: runtime.hostIP,
    hostIPs: [{ ip: runtime.hostIP }],
    observedGeneration: pod.metadata.generation ?? 1,
    phase,
    ...(runtime.hasSandbox && { podIP: runtime.podIP, podIPs: [{ ip: runtime.podIP }] }),
    qosClass: qosClassOf(pod.spec),
    startTime: runtime.startTime,
  };
}
