import { conditionOf } from "../../kubernetes/condition-of.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import { memoryKills } from "../memory/kills.ts";
import type { PodFact } from "../objects/pod.ts";
import { isNominated } from "../scheduling/nominated.ts";
import { secondsSince } from "../since.ts";
import { containerTrouble, creatingTrouble, notReadyTrouble } from "./container-trouble.ts";
import type { Trouble } from "./trouble.ts";
import { isShort, jobTrouble, refusedTrouble } from "./workload-trouble.ts";

/** The scheduler tries again within seconds, and an autoscaler may bring a node. */
const UNSCHEDULABLE_SECONDS = 30;
const AUTOSCALED_SECONDS = 600;
/** A node that comes back within this long was only away. */
const NODE_AWAY_SECONDS = 300;
const EVICTED_SECONDS = 3600;
/** Controllers make missing pods within seconds, where nothing hinders them. */
const MISSING_SECONDS = 120;

/** All that is wrong with the workload now; what has healed, and what a start or a rollout always shows, is not in it. */
export function troublesOf(facts: Facts): Trouble[] {
  const memoryEnds = new Set(memoryKills(facts).map(({ id }) => id));
  const ofPods = facts.pods
    .filter((pod) => !pod.isTerminating && pod.phase !== "Succeeded" && !isOfAnEarlierRun(facts, pod))
    .flatMap((pod) => ofPod(facts, pod, memoryEnds));
  const refused = refusedTrouble(facts);
  const job = jobTrouble(facts);
  const found = [...ofPods, ...(refused === undefined ? [] : [refused]), ...(job === undefined ? [] : [job])];
  return found.length > 0 ? found : missing(facts);
}

function ofPod(facts: Facts, pod: PodFact, memoryEnds: ReadonlySet<string>): Trouble[] {
  if (pod.phase === "Failed") return failed(facts, pod, memoryEnds);
  const unschedulable = unschedulableTrouble(facts, pod);
  if (unschedulable !== undefined) return [unschedulable];
  const away = nodeAway(facts, pod);
  if (away !== undefined) return [away];
  const ofContainers = pod.containers.flatMap(
    (container) => containerTrouble(facts, pod, container, memoryEnds) ?? [],
  );
  if (ofContainers.length > 0) return ofContainers;
  const other = creatingTrouble(facts, pod) ?? notReadyTrouble(facts, pod);
  return other === undefined ? [] : [other];
}

/** A CronJob is judged by its newest runs: one that completed has got over the pods of those before it. */
function isOfAnEarlierRun(facts: Facts, pod: PodFact): boolean {
  return facts.object.kind === "CronJob" && hasLaterSuccess(facts, pod);
}

/** A failed pod that its controller has replaced is history, but for a batch workload, a bare pod and evictions that go on. */
function failed(facts: Facts, pod: PodFact, memoryEnds: ReadonlySet<string>): Trouble[] {
  const trouble = (kind: Trouble["kind"], since: string): Trouble => ({
    kind,
    pod,
    container: pod.containers.find(({ ends }) => ends.some(({ exitCode }) => exitCode !== 0)),
    revision: pod.revision,
    reason: pod.reason,
    words: pod.message,
    since,
    isSettled: true,
  });
  const since = pod.conditions.find(({ type }) => type === "Ready")?.since || pod.createdAt;
  if (pod.reason === "Evicted") return isEvictedAgain(facts, since) ? [trouble("evicted", since)] : [];
  if (!["Job", "CronJob", "Pod"].includes(facts.object.kind)) return [];
  // A Job that went on to complete has got over its failed pods; a CronJob's later Job likewise.
  if (hasLaterSuccess(facts, pod)) return [];
  const isMemory = pod.containers.some(({ ends }) => ends.some(({ id }) => memoryEnds.has(id)));
  const isRetried = facts.object.kind === "Job" && conditionOf(facts.workload, "Failed")?.status !== "True";
  const failures = facts.pods.filter((one) => one.phase === "Failed").length;
  return [{ ...trouble(isMemory ? "memory" : "failed", since), isSettled: !isRetried || failures >= 2 }];
}

/** One eviction after which the replacement serves is over; several within the hour go on. */
function isEvictedAgain(facts: Facts, since: string): boolean {
  const evicted = facts.pods.filter(({ reason }) => reason === "Evicted");
  const others = facts.pods.filter(({ phase, isTerminating }) => phase !== "Failed" && !isTerminating);
  const isReplaced = others.length > 0 && others.every(({ isReady }) => isReady);
  return secondsSince(facts.at, since) <= EVICTED_SECONDS && (evicted.length >= 2 || !isReplaced);
}

function hasLaterSuccess(facts: Facts, pod: PodFact): boolean {
  if (facts.object.kind === "Job" && conditionOf(facts.workload, "Complete")?.status === "True") return true;
  return facts.pods.some(
    (other) => other.phase === "Succeeded" && Date.parse(other.createdAt) > Date.parse(pod.createdAt),
  );
}

function unschedulableTrouble(facts: Facts, pod: PodFact): Trouble | undefined {
  const condition = pod.conditions.find(({ type }) => type === "PodScheduled");
  if (condition?.status !== "False" || pod.node !== "") return undefined;
  const isScaling = facts.events.some(
    ({ reason, about }) => reason === "TriggeredScaleUp" && about.uid === pod.uid,
  );
  const since = condition.since || pod.createdAt;
  return {
    kind: "unschedulable",
    pod,
    container: undefined,
    revision: pod.revision,
    reason: condition.reason,
    words: condition.message,
    since,
    isSettled:
      !isNominated(pod, facts.at) &&
      secondsSince(facts.at, since) >= (isScaling ? AUTOSCALED_SECONDS : UNSCHEDULABLE_SECONDS),
  };
}

/** The pod's node does not report: what its containers' states say is old. */
function nodeAway(facts: Facts, pod: PodFact): Trouble | undefined {
  const node = facts.around.nodes.find(({ metadata }) => metadata.name === pod.node);
  const ready = node && conditionOf(node, "Ready");
  if (ready === undefined || ready.status === "True" || pod.isReady) return undefined;
  return {
    kind: "node",
    pod,
    container: undefined,
    revision: pod.revision,
    reason: ready.reason,
    words: `node ${pod.node}: ${ready.message}`,
    since: ready.since,
    isSettled: secondsSince(facts.at, ready.since) >= NODE_AWAY_SECONDS,
  };
}

function missing(facts: Facts): Trouble[] {
  if (!isShort(facts) || recordOf(facts.workload.spec).paused === true) return [];
  return [
    {
      kind: "missing",
      pod: undefined,
      container: undefined,
      revision: facts.rollout.targetRevision,
      reason: "",
      words: "there are fewer pods than there should be, and no event says why",
      since: facts.openedAt,
      isSettled: secondsSince(facts.at, facts.openedAt) >= MISSING_SECONDS,
    },
  ];
}
