import type { PodContainer, PodFact } from "../objects/pod.ts";

/**
 * image: not pulled. config: a container that cannot be made of what the pod says. start: it is made and cannot be run.
 * crash: it runs and ends. failed: a pod that ended for good. not-ready: it runs and does not answer.
 * mount, creating: the pod waits for volumes, or for something else, before any container. refused: no pod is made at all.
 */
export type TroubleKind =
  | "memory"
  | "image"
  | "config"
  | "start"
  | "crash"
  | "failed"
  | "not-ready"
  | "unschedulable"
  | "mount"
  | "creating"
  | "evicted"
  | "node"
  | "refused"
  | "missing"
  | "job";

/** Something that is wrong with the workload now, in the platform's own words. */
export interface Trouble {
  kind: TroubleKind;
  /** The revision of the pod, or that which could not be made; "" where it is not known. */
  revision: string;
  pod: PodFact | undefined;
  container: PodContainer | undefined;
  /** The state's reason, such as ImagePullBackOff; "" where there is none. */
  reason: string;
  /** The platform's message; untrusted, for it quotes registries, runtimes and programs. */
  words: string;
  since: string;
  /** Whether what was seen is enough to say that it does not go away by itself in a moment. */
  isSettled: boolean;
}
