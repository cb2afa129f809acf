import type { Attempt } from "../domain/attempt.ts";
import type { Finding } from "../domain/finding.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Signal } from "../domain/signal.ts";
import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";
import type { AccessObjects } from "./access/bindings.ts";
import type { NamespaceBeyond } from "./collectors/beyond.ts";
import type { Computed } from "./computation/question.ts";
import type { PodFact } from "./objects/pod.ts";
import type { PodTemplate } from "./objects/pod-template.ts";
import type { Surroundings } from "./surroundings.ts";

/** Everything that an investigation read, once; the signatures are pure functions of it. */
export interface Facts {
  /** Our clock, RFC 3339. */
  at: string;
  openedAt: string;
  signals: Signal[];
  /** Findings of other incidents that name this object as the one at fault. */
  referrals: Finding[];
  attempts: Attempt[];
  /** The object at fault, with the UID that it has now. */
  object: ObjectRef;
  workload: KubernetesObject;
  template: PodTemplate | undefined;
  rollout: Rollout;
  /** Newest first; empty for kinds that keep none. */
  revisions: Revision[];
  pods: PodFact[];
  /** There are more pods than were read. */
  arePodsCut: boolean;
  /** Of a CronJob: its Jobs, newest first, the last few; empty for all else. */
  jobs: KubernetesObject[];
  events: EventFact[];
  logs: LogFact[];
  /** Of one pod of an earlier revision that still serves: what was said before the change. For comparison alone. */
  logsBefore?: LogFact[];
  nodes: NodeFact[];
  quotas: KubernetesObject[];
  limitRanges: KubernetesObject[];
  namespace: KubernetesObject | undefined;
  samples: Sample[];
  /** Memory over time, one series a run; absent where nothing keeps it. */
  series?: MemorySeries[];
  /** What was computed for this object in the same run of the agents. */
  computed?: readonly Computed[];
  cpu: CpuSample[];
  /** Empty lists where memory kills alone are the trouble: then nothing of it is read. */
  around: Surroundings;
  /** Other namespaces that the workload calls, where a call of it is told to have failed. */
  beyond: NamespaceBeyond[];
  /** Roles and bindings; undefined where no log tells of a refusal by the API server. */
  access: AccessObjects | undefined;
  gaps: Gap[];
}

export interface Rollout {
  /** The revision that the present template makes; "" while the controller has not named it, or where there is none. */
  targetRevision: string;
  isUnderWay: boolean;
  isDeadlineExceeded: boolean;
}

export interface Revision {
  /** The ReplicaSet or ControllerRevision. */
  object: ObjectRef;
  number: number;
  /** As pods carry it in their label. */
  name: string;
  template: PodTemplate;
  /** Pods of it that are ready by its own count; null for a ControllerRevision, which counts none. */
  readyPods: number | null;
  /** Undefined where the object was used again by a later return, so that its age tells nothing. */
  servedFrom: string | undefined;
  /** Undefined for the newest, and where the next one's beginning is not known. */
  servedUntil: string | undefined;
}

export interface EventFact {
  reason: string;
  type: string;
  message: string;
  count: number;
  firstAt: string;
  lastAt: string;
  about: { kind: string; namespace: string; name: string; uid: string; container: string };
}

export interface LogFact {
  pod: string;
  container: string;
  isPrevious: boolean;
  /** Redacted and bounded; untrusted. */
  text: string;
}

export interface NodeFact {
  name: string;
  allocatableBytes: number | null;
  hasMemoryPressure: boolean;
  pressureSince: string | null;
  events: EventFact[];
  /** Memory kills of containers that do not belong to this workload. */
  otherKills: { pod: string; container: string; finishedAt: string; restartCount: number }[];
  /** Whether the node's other pods could be read. */
  areOthersKnown: boolean;
}

/** Memory in use by one container of one pod: now, or the highest within a window. */
export interface Sample {
  pod: string;
  container: string;
  bytes: number;
  from: "metrics-api" | "prometheus";
  at: string;
}

/** Memory of one run of a container: seconds since the first point, and bytes. */
export interface MemorySeries {
  id: string;
  pod: string;
  container: string;
  from: Sample["from"];
  points: [number, number][];
}

/** CPU of one container of one pod: in use now, or the share of its periods in which it was held back lately. */
export interface CpuSample {
  pod: string;
  container: string;
  usedMilli: number | null;
  throttledShare: number | null;
  at: string;
}

/** Something that could not be read; the finding says that it went without. */
export interface Gap {
  what: string;
  why: string;
  /** The API server could not answer for the moment, and serves it as a rule. */
  isPassing?: true;
}
