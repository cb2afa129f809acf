import type { Facts } from "../facts.ts";
import type { EndFact, PodContainer, PodFact } from "../objects/pod.ts";
import { secondsSince } from "../since.ts";
import { startGraceSeconds } from "./grace.ts";
import type { Trouble, TroubleKind } from "./trouble.ts";

const IMAGE = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "ImageInspectError",
  "InvalidImageName",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);
const CONFIG = new Set([
  "CreateContainerConfigError",
  "CreateContainerError",
  "PreStartHookError",
  "PostStartHookError",
]);
/** How runtimes name a process that they could not start. */
const NOT_STARTED = new Set(["StartError", "ContainerCannotRun"]);
/** A config error may be of the order in which things were applied. */
const APPLY_SECONDS = 15;
/** A restarted container counts as ill until it has run twice as long as the run before, and for this long at least. */
const RECOVERY_SECONDS = 300;
const RECOVERY_MOST_SECONDS = 3600;
/** A mount fails a few times in many a start, and a sandbox waits for its network. */
const CREATING_SECONDS = 90;

/** What is wrong with one container now; undefined for one that runs well, starts, or ended in good order. */
export function containerTrouble(
  facts: Facts,
  pod: PodFact,
  container: PodContainer,
  memoryEnds: ReadonlySet<string>,
): Trouble | undefined {
  return waiting(facts, pod, container, memoryEnds) ?? ended(facts, pod, container, memoryEnds);
}

function waiting(
  facts: Facts,
  pod: PodFact,
  container: PodContainer,
  memoryEnds: ReadonlySet<string>,
): Trouble | undefined {
  const { waitingReason: reason, waitingMessage: words } = container;
  const age = secondsSince(facts.at, pod.createdAt);
  const found = { pod, container, revision: pod.revision, reason, words, since: pod.createdAt };
  if (IMAGE.has(reason))
    return { ...found, kind: "image", words: imageWords(facts, pod, container), isSettled: true };
  if (CONFIG.has(reason)) return { ...found, kind: "config", isSettled: age >= APPLY_SECONDS };
  if (reason === "RunContainerError") return { ...found, kind: "start", isSettled: true };
  if (reason !== "CrashLoopBackOff") return undefined;
  const end = container.ends[0];
  return {
    ...found,
    kind: end === undefined ? "crash" : kindOfEnd(end, memoryEnds),
    reason: end?.reason ?? reason,
    words: end === undefined || end.message === "" ? words : end.message,
    since: firstSign(facts, pod, container),
    isSettled: true,
  };
}

/** Between two tries a container is terminated, or runs again for a moment. */
function ended(
  facts: Facts,
  pod: PodFact,
  container: PodContainer,
  memoryEnds: ReadonlySet<string>,
): Trouble | undefined {
  const end = container.ends[0];
  if (end === undefined) return undefined;
  const isInGoodOrder = end.exitCode === 0 && (container.kind === "init" || container.restartCount === 0);
  const isOver = container.runningSince === null && pod.phase === "Succeeded";
  if (isInGoodOrder || isOver) return undefined;
  const needed = Math.min(RECOVERY_MOST_SECONDS, Math.max(RECOVERY_SECONDS, 2 * end.ranSeconds));
  const hasRecovered =
    container.runningSince !== null &&
    (container.kind === "init" || container.isReady) &&
    secondsSince(facts.at, container.runningSince) >= needed;
  const isDoneInit = container.kind === "init" && container.runningSince === null && container.isReady;
  if (hasRecovered || isDoneInit) return undefined;
  return {
    kind: kindOfEnd(end, memoryEnds),
    pod,
    container,
    revision: pod.revision,
    reason: end.reason,
    words: end.message,
    since: firstSign(facts, pod, container),
    isSettled: container.restartCount >= 2,
  };
}

function kindOfEnd(end: EndFact, memoryEnds: ReadonlySet<string>): TroubleKind {
  if (end.reason === "OOMKilled" || memoryEnds.has(end.id)) return "memory";
  return NOT_STARTED.has(end.reason) ? "start" : "crash";
}

/** An answer of this kind is no slow start: something serves, and not what the probe asks for. */
const DEFINITE =
  /statuscode: 4\d\d|executable file not found|no such file or directory|server gave HTTP response to HTTPS/;
/** A program that does not answer yet may only be slow. */
const SLOW_START_SECONDS = 180;

/** It runs, started long enough ago, and is not ready. */
export function notReadyTrouble(facts: Facts, pod: PodFact): Trouble | undefined {
  const container = pod.containers.find(
    (one) => one.kind === "container" && one.runningSince !== null && !one.isReady,
  );
  // A readiness gate may hold a pod back all of whose containers are ready.
  const isHeldByGate = pod.phase === "Running" && pod.containers.every((one) => one.isReady);
  if (pod.isReady || (container === undefined && !isHeldByGate)) return undefined;
  const ready = pod.conditions.find(({ type }) => type === "Ready");
  const since = latest([ready?.since ?? "", container?.runningSince ?? ""]);
  const words =
    facts.events.findLast((event) => event.reason === "Unhealthy" && event.about.uid === pod.uid)?.message ??
    "";
  const isOverdue = facts.rollout.isDeadlineExceeded && pod.revision === facts.rollout.targetRevision;
  const slowSeconds = isOverdue || DEFINITE.test(words) ? 0 : SLOW_START_SECONDS;
  return {
    kind: "not-ready",
    pod,
    container,
    revision: pod.revision,
    reason: ready?.reason ?? "",
    words,
    since,
    isSettled: secondsSince(facts.at, since) >= startGraceSeconds(pod) + slowSeconds,
  };
}

const BEFORE_CONTAINERS = new Set(["ContainerCreating", "PodInitializing"]);

/** The pod has a node, and no container of it was ever made: volumes, the network, or the kubelet's own trouble. */
export function creatingTrouble(facts: Facts, pod: PodFact): Trouble | undefined {
  const isCreating =
    pod.node !== "" &&
    pod.phase === "Pending" &&
    pod.containers.every(
      ({ waitingReason, ends }) => BEFORE_CONTAINERS.has(waitingReason) && ends.length === 0,
    );
  if (!isCreating || pod.containers.length === 0) return undefined;
  const own = facts.events.filter((event) => event.about.uid === pod.uid && event.type === "Warning");
  const mount = own.findLast(({ reason }) => reason === "FailedMount" || reason === "FailedAttachVolume");
  const other = own.findLast(({ reason }) => reason === "FailedCreatePodSandBox");
  const event = mount ?? other;
  const age = secondsSince(facts.at, pod.createdAt);
  return {
    kind: mount === undefined ? "creating" : "mount",
    pod,
    container: undefined,
    revision: pod.revision,
    reason: event?.reason ?? "ContainerCreating",
    words: event?.message ?? "",
    since: event?.firstAt ?? pod.createdAt,
    isSettled: (mount !== undefined && mount.count >= 3) || age >= CREATING_SECONDS,
  };
}

/** Since Kubernetes 1.31 the state quotes the registry; before, the events alone do. */
function imageWords(facts: Facts, pod: PodFact, container: PodContainer): string {
  const { waitingMessage } = container;
  if (waitingMessage !== "" && !/^Back-off pulling image "[^"]*"$/.test(waitingMessage))
    return waitingMessage;
  const event = facts.events.findLast(
    ({ reason, message, about }) =>
      reason === "Failed" &&
      about.uid === pod.uid &&
      (about.container === "" || about.container === container.name) &&
      !message.startsWith("Error: "),
  );
  return event?.message ?? waitingMessage;
}

function firstSign(facts: Facts, pod: PodFact, container: PodContainer): string {
  const times = [
    ...container.ends.map(({ finishedAt }) => finishedAt),
    ...facts.events
      .filter(
        ({ reason, about }) =>
          reason === "BackOff" && about.uid === pod.uid && about.container === container.name,
      )
      .map(({ firstAt }) => firstAt),
  ].filter((at) => Number.isFinite(Date.parse(at)));
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? pod.createdAt;
}

function latest(times: readonly string[]): string {
  const known = times.filter((at) => Number.isFinite(Date.parse(at)));
  return known.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? "";
}
