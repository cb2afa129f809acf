import { conditionOf } from "../../kubernetes/condition-of.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { EventFact, Facts } from "../facts.ts";
import { secondsSince } from "../since.ts";
import type { Trouble } from "./trouble.ts";

/** A refusal that has not come again for so long is history: the controllers try again within minutes. */
const FRESH_SECONDS = 1200;
const SETTLED_SECONDS = 30;
const none = { pod: undefined, container: undefined };

/** The controller may not make the pods that it should: quota, admission, a missing account. */
export function refusedTrouble(facts: Facts): Trouble | undefined {
  const failure = conditionOf(facts.workload, "ReplicaFailure");
  const event = latestRefusal(facts);
  const isHeld = failure?.status === "True";
  if (!isHeld && (event === undefined || !isShort(facts))) return undefined;
  const since = isHeld ? failure.since : (event?.firstAt ?? "");
  return {
    ...none,
    kind: "refused",
    revision: facts.rollout.targetRevision,
    reason: (isHeld ? failure.reason : event?.reason) || "FailedCreate",
    words: isHeld ? failure.message : (event?.message ?? ""),
    since,
    isSettled: secondsSince(facts.at, since) >= SETTLED_SECONDS || (event?.count ?? 0) >= 3,
  };
}

function latestRefusal(facts: Facts): EventFact | undefined {
  return facts.events
    .filter(
      ({ reason, about, lastAt }) =>
        reason === "FailedCreate" && about.kind !== "Pod" && secondsSince(facts.at, lastAt) <= FRESH_SECONDS,
    )
    .toSorted((a, b) => Date.parse(a.lastAt) - Date.parse(b.lastAt))
    .at(-1);
}

/** Fewer pods exist than the object asks for. */
export function isShort(facts: Facts): boolean {
  if (facts.arePodsCut) return false;
  const { kind } = facts.object;
  const status = recordOf(facts.workload.status);
  const spec = recordOf(facts.workload.spec);
  const live = facts.pods.filter((pod) => !pod.isTerminating && pod.phase !== "Failed").length;
  if (kind === "DaemonSet") return live < numberOf(status.desiredNumberScheduled, 0);
  if (conditionOf(facts.workload, "Complete")?.status === "True") return false;
  if (kind === "Job") return live === 0 && numberOf(status.succeeded, 0) === 0;
  if (kind === "CronJob" || kind === "Pod") return false;
  return live < numberOf(spec.replicas, 1) || hasFewUpdated(facts);
}

/** A rollout whose new pods cannot be made keeps enough old ones. */
function hasFewUpdated({ workload }: Facts): boolean {
  const status = recordOf(workload.status);
  const replicas = numberOf(recordOf(workload.spec).replicas, 1);
  return workload.kind === "Deployment" && numberOf(status.updatedReplicas, 0) < replicas;
}

/** A Job that has failed, or a CronJob whose newest Job has. */
export function jobTrouble(facts: Facts): Trouble | undefined {
  const job = facts.object.kind === "Job" ? facts.workload : newestEnded(facts);
  const failed = job && conditionOf(job, "Failed");
  if (failed?.status !== "True") return undefined;
  return {
    ...none,
    kind: "job",
    pod: facts.pods.find(({ ownerUid, phase }) => ownerUid === job?.metadata.uid && phase === "Failed"),
    revision: "",
    reason: failed.reason,
    words: failed.message,
    since: failed.since,
    isSettled: true,
  };
}

function newestEnded({ jobs }: Facts) {
  return jobs.find((job) => ["Complete", "Failed"].some((type) => conditionOf(job, type)?.status === "True"));
}

const numberOf = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);
