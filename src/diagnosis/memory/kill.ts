import type { MemoryKill } from "../../domain/memory-case.ts";
import type { PodFact } from "../objects/pod.ts";
import type { ContainerKind } from "../objects/pod-template.ts";
import type { Recognition } from "./recognise.ts";

/** One instance that memory ended, with what the finding's people need and what the verifier does not. */
export interface Kill extends MemoryKill {
  container: string;
  id: string;
  revision: string;
  node: string;
  namespace: string;
  recognition: Recognition;
}

/** The kills of one container over all pods, newest first. */
export interface KillGroup {
  container: string;
  kind: ContainerKind;
  kills: Kill[];
}

/** Every kill is of a pod that an earlier template made. */
export function isOnEarlierRevisionAlone(targetRevision: string, group: KillGroup): boolean {
  return targetRevision !== "" && group.kills.every((kill) => kill.revision !== targetRevision);
}

export function killOf(pod: PodFact, container: string) {
  return {
    podUid: pod.uid,
    podName: pod.name,
    namespace: pod.namespace,
    node: pod.node,
    revision: pod.revision,
    container,
  };
}
