import { z } from "zod";
import type { NewSignal, Suspect } from "../domain/signal.ts";
import type { Symptom } from "../domain/symptom.ts";
import { oneLine } from "./one-line.ts";

const text = z.string().nullish().catch(undefined);
/** Both forms of an event: `count` with lastTimestamp (kubelet), `series` with eventTime (scheduler, events.k8s.io). */
const eventSchema = z.object({
  metadata: z.object({ namespace: text, creationTimestamp: text }),
  involvedObject: z.object({
    apiVersion: text,
    kind: z.string(),
    namespace: text,
    name: z.string(),
    uid: text,
    fieldPath: text,
  }),
  type: text,
  reason: z.string(),
  message: z.string().catch(""),
  count: z.number().nullish().catch(undefined),
  firstTimestamp: text,
  lastTimestamp: text,
  eventTime: text,
  series: z
    .object({ count: z.number().catch(0), lastObservedTime: text })
    .nullish()
    .catch(undefined),
  source: z.object({ component: text }).nullish().catch(undefined),
  reportingComponent: text,
});
type ClusterEvent = z.infer<typeof eventSchema>;

/** A mount fails a few times in many a start, until the kubelet's caches are filled. */
const MOUNT_FAILURES_OF_A_START = 3;
const PROBE_FAILURES = 6;
const PROBE_FAILING_MS = 60_000;
const OURSELVES = "kube-autofix";
/** Label of a suspect node: an OOM kill inside a container's cgroup, at this time by the node's clock. */
export const CGROUP_OOM_AT = "kube-autofix.io/cgroup-oom-at";

/** What a Warning event tells; undefined for one that is no problem by itself, such as a failed probe. */
export function symptomsOfEvent(event: unknown): NewSignal | undefined {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success || parsed.data.type !== "Warning" || isOurs(parsed.data)) return undefined;
  const symptom = symptomOf(parsed.data);
  if (symptom === undefined) return undefined;
  const at = lastSeen(parsed.data);
  const suspect = suspectOf(parsed.data, at);
  return {
    // An event that repeats comes again under the same name or, with another message, under a new one: one an hour.
    key: [
      "event",
      suspect.uid || suspect.name,
      suspect.kind,
      suspect.container,
      symptom,
      at.slice(0, 13),
    ].join("/"),
    source: "event",
    symptom,
    suspect,
    at,
    detail: oneLine(`${parsed.data.reason}: ${parsed.data.message}`),
  };
}

function symptomOf(event: ClusterEvent): Symptom | undefined {
  switch (event.reason) {
    case "BackOff":
      return event.message.includes("pulling image") ? "image-not-pulled" : "crash-looping";
    case "Failed":
      return event.involvedObject.kind === "Pod" ? symptomOfFailedStart(event.message) : undefined;
    case "ErrImageNeverPull":
    case "InspectFailed":
      return "image-not-pulled";
    case "FailedScheduling":
      return "unschedulable";
    case "FailedCreate":
      return "create-refused";
    case "Unhealthy":
      return isPersistent(event) ? "probe-failing" : undefined;
    case "UnparseableSchedule":
    case "UnknownTimeZone":
    case "TooManyMissedTimes":
      return event.involvedObject.kind === "CronJob" ? "job-late" : undefined;
    case "FailedCreatePodSandBox":
      return timesSeen(event) >= MOUNT_FAILURES_OF_A_START ? "not-ready" : undefined;
    case "Evicted":
      return "evicted";
    case "BackoffLimitExceeded":
    case "DeadlineExceeded":
      return event.involvedObject.kind === "Job" ? "job-failed" : undefined;
    case "FailedMount":
    case "FailedAttachVolume":
      return timesSeen(event) >= MOUNT_FAILURES_OF_A_START ? "mount-failed" : undefined;
    case "OOMKilling":
      return isCgroupKill(event) ? "oom-killed" : "node-out-of-memory";
    case "SystemOOM":
      return "node-out-of-memory";
    default:
      return undefined;
  }
}

/** The kubelet has one reason for every container that it cannot start; only its message tells them apart. */
function symptomOfFailedStart(message: string): Symptom {
  const isImage =
    /^Failed to pull image |^Error: (ErrImage|ImagePull|ImageInspect|InvalidImage|Registry)/.test(message);
  return isImage ? "image-not-pulled" : "config-error";
}

/** node-problem-detector passes the kernel's line on, whose first words tell a container's limit from a full node. */
function isCgroupKill(event: ClusterEvent): boolean {
  return event.message.startsWith("Memory cgroup out of memory");
}

function suspectOf(event: ClusterEvent, at: string): Suspect {
  const object = event.involvedObject;
  const isNodeOfKill = event.reason === "OOMKilling" && isCgroupKill(event);
  return {
    apiVersion: object.apiVersion ?? "",
    kind: object.kind,
    namespace: object.namespace ?? "",
    name: object.name,
    // A node's events carry its name in place of its UID.
    uid: object.kind === "Node" ? "" : (object.uid ?? ""),
    container: /^spec\.\w+\{(.+)\}$/.exec(object.fieldPath ?? "")?.[1] ?? "",
    labels: isNodeOfKill ? { [CGROUP_OOM_AT]: at } : {},
  };
}

/** Probes fail in every start, and now and then later: only what goes on for a while is a symptom. */
function isPersistent(event: ClusterEvent): boolean {
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? "";
  const spanMs = Date.parse(lastSeen(event)) - Date.parse(first);
  return timesSeen(event) >= PROBE_FAILURES && spanMs >= PROBE_FAILING_MS;
}

function timesSeen(event: ClusterEvent): number {
  return Math.max(event.series?.count ?? 0, event.count ?? 1);
}

function lastSeen(event: ClusterEvent): string {
  return (
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.firstTimestamp ??
    event.metadata.creationTimestamp ??
    ""
  );
}

function isOurs(event: ClusterEvent): boolean {
  return event.source?.component === OURSELVES || event.reportingComponent === OURSELVES;
}
