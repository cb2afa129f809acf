import type { ApiMachinery } from "../api/api-machinery.ts";
import type { EventRecorder } from "../api/event-recorder.ts";
import type { Container, Pod } from "../store/objects.ts";
import type { Behaviour } from "./behaviour.ts";
import type { ContainerRuntime } from "./container-runtime.ts";
import type { Registry } from "./images/registry.ts";
import type { Network } from "./network/reach.ts";
import type { PodRuntime } from "./pod-status.ts";

export interface PodWorkerDeps {
  api: ApiMachinery;
  events: EventRecorder;
  registry: Registry;
  network: Network;
  behaviourOf(pod: Pod, container: Container): Behaviour;
  node: {
    hostIP: string;
    podIP: string;
    memoryBytes: number;
    images: Set<string>;
    /** UIDs of claims on which nothing more could be written. */
    fullClaims: Set<string>;
    /** Its kubelet does not reach the API server. */
    isSilent(): boolean;
  };
}

export interface HostEvent {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  /** The container that it is about; absent: the pod. */
  item?: ContainerRuntime;
}

/** A pod on its node, as the parts of its worker share it. */
export interface PodHost {
  readonly deps: PodWorkerDeps;
  readonly runtime: PodRuntime;
  pod(): Pod;
  isStopping(): boolean;
  /** Ends the pod for the node's sake. */
  evict(message: string): void;
  /** Writes the pod's status. */
  report(): void;
  record(event: HostEvent): void;
  /** A timer's key that is this pod's own. */
  timer(name: string): string;
}

export const allContainers = ({ runtime }: Pick<PodHost, "runtime">): ContainerRuntime[] => [
  ...runtime.init,
  ...runtime.main,
];

/** "web-7d4b_shop(uid)", as the kubelet names pods. */
export const podLabel = ({ metadata }: Pod): string =>
  `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
