import { conditionOf } from "../../kubernetes/condition-of.ts";
import type { Facts } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { formatSeconds } from "../quantity.ts";
import type { Kill } from "./kill.ts";

/** An instance that has run for less has shown nothing. */
const LEAST_SECONDS = 60;
/** After a kill a container must run this long, and twice as long as the killed one did. */
const LEAST_AFTER_KILL_SECONDS = 600;

export interface Steadiness {
  kind: "steady" | "young" | "not-ready";
  reason: string;
}

/** How the workload stands now, leaving the past aside. Failed pods that a controller has replaced do not count. */
export function steadinessOf(facts: Facts, kills: readonly Kill[]): Steadiness {
  const isBatch = ["Job", "CronJob"].includes(facts.object.kind);
  const live = facts.pods.filter((pod) => !pod.isTerminating && pod.phase !== "Succeeded");
  const serving =
    isBatch || facts.object.kind === "Pod" ? live : live.filter((pod) => pod.phase !== "Failed");
  if (isBatch) return batchSteadiness(facts, kills);
  const desired = desiredReplicas(facts);
  if (desired === 0) return { kind: "steady", reason: "it is scaled to zero" };
  const notReady = serving.filter((pod) => !pod.isReady || !areContainersFine(pod));
  if (facts.arePodsCut && readyReplicas(facts) !== desired) {
    return { kind: "not-ready", reason: `${readyReplicas(facts) ?? 0} of ${desired ?? 0} pods are ready` };
  }
  if (notReady.length > 0 || serving.length === 0 || (!facts.arePodsCut && serving.length < (desired ?? 1))) {
    return {
      kind: "not-ready",
      reason: `${serving.length - notReady.length} of ${desired ?? serving.length} pods are ready`,
    };
  }
  const youngest = Math.min(...serving.map((pod) => ageSeconds(facts, pod, kills)));
  const reason = `all ${serving.length} pods are ready, for ${formatSeconds(Math.max(0, youngest))} at least`;
  const needed = kills.length === 0 ? LEAST_SECONDS : afterKill(kills);
  return { kind: youngest >= needed ? "steady" : "young", reason };
}

export function afterKill(kills: readonly Kill[]): number {
  return Math.max(LEAST_AFTER_KILL_SECONDS, ...kills.map((kill) => 2 * kill.ranSeconds));
}

/** A batch workload is well when its newest pod completed after the last kill, or runs and none has failed. */
function batchSteadiness(facts: Facts, kills: readonly Kill[]): Steadiness {
  const newest = [...facts.pods].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
  const isDone = newest?.phase === "Succeeded" && !kills.some((kill) => kill.podUid === newest.uid);
  if (isDone) return { kind: "steady", reason: `its newest pod ${newest.name} completed` };
  const job = facts.object.kind === "Job" ? facts.workload : facts.jobs[0];
  if (job === undefined && facts.object.kind === "CronJob" && newest === undefined)
    return { kind: "steady", reason: "no run of it is on record" };
  if (job !== undefined && kills.length === 0) {
    if (conditionOf(job, "Complete")?.status === "True")
      return { kind: "steady", reason: `Job ${job.metadata.name} completed` };
    const own = facts.pods.filter(({ ownerUid }) => ownerUid === job.metadata.uid);
    const isRunning = own.length > 0 && own.every((pod) => pod.phase === "Running" && areContainersFine(pod));
    if (
      isRunning &&
      own.every(({ containers }) =>
        containers.every(({ ends, kind }) => kind === "init" || ends.length === 0),
      )
    )
      return { kind: "steady", reason: `Job ${job.metadata.name} runs, and no pod of it has failed` };
  }
  return {
    kind: "not-ready",
    reason:
      newest === undefined ? "no pod of it is left" : `its newest pod ${newest.name} is ${newest.phase}`,
  };
}

const areContainersFine = (pod: PodFact) =>
  pod.containers.every((container) => container.kind === "init" || container.runningSince !== null);

/** How long the youngest container that matters has run: with kills, those that were killed; else all. */
function ageSeconds(facts: Facts, pod: PodFact, kills: readonly Kill[]): number {
  const killed = new Set(kills.filter((kill) => kill.podUid === pod.uid).map((kill) => kill.container));
  if (kills.length > 0 && killed.size === 0) return Number.POSITIVE_INFINITY;
  const starts = pod.containers
    .filter(({ name, kind }) => (killed.size > 0 ? killed.has(name) : kind !== "init"))
    .map(({ runningSince }) => Date.parse(runningSince ?? ""))
    .filter(Number.isFinite);
  if (starts.length === 0) return Number.POSITIVE_INFINITY;
  return Math.round((Date.parse(facts.at) - Math.max(...starts)) / 1000);
}

function desiredReplicas(facts: Facts): number | undefined {
  const { spec, status } = facts.workload as {
    spec?: { replicas?: unknown };
    status?: { desiredNumberScheduled?: unknown };
  };
  if (facts.object.kind === "DaemonSet") return numberOf(status?.desiredNumberScheduled);
  if (facts.object.kind === "Pod") return 1;
  return numberOf(spec?.replicas) ?? 1;
}
/** What the controller counts, for workloads with more pods than are read. */
function readyReplicas({ workload }: Facts): number | undefined {
  const { status } = workload as { status?: { readyReplicas?: unknown; numberReady?: unknown } };
  return numberOf(status?.readyReplicas) ?? numberOf(status?.numberReady);
}
const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);
