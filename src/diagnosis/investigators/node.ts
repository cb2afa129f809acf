import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { conditionsOf } from "../../kubernetes/condition-of.ts";
import type { Candidate, EvidenceDraft } from "../candidate.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";
import { collectEvents } from "../collectors/events.ts";
import { eventDraft, objectDraft } from "../evidence-drafts.ts";
import type { EventFact } from "../facts.ts";
import { found } from "../found.ts";
import { isOfWholeNode } from "../memory/recognise.ts";
import { type PodFact, parsePod } from "../objects/pod.ts";
import { cordonOf } from "./cordon.ts";
import type { Investigator, ObjectOpinion } from "./investigator.ts";

/** A kill further back tells nothing of how the node stands now. */
const FRESH_MS = 15 * 60_000;
/** A node that misses a few reports comes back mostly. */
const COMES_BACK_MS = 2 * 60_000;
/**
 * The kubelet frees what it can by itself (images, dead containers, pods that it evicts), and reports the pressure for
 * five minutes more: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
 */
const FREES_ITSELF_MS = 6 * 60_000;
const MAX_PODS = 250;
const NAMED = 5;

export interface NodeScene {
  object: ObjectRef;
  node: KubernetesObject;
  at: string;
  events: EventFact[];
  pods: PodFact[];
  impact: string;
  support: EvidenceDraft[];
}

export const node: Investigator = {
  apiVersion: "v1",
  kind: "Node",
  explains: [
    {
      cause: "node-not-ready",
      evidence: ["conditions of the node, and how long it has been silent"],
      repairs: [],
    },
    { cause: "node-pressure", evidence: ["conditions and events of the node"], repairs: [] },
    { cause: "node-out-of-memory", evidence: ["SystemOOM events of the node"], repairs: [] },
    {
      cause: "node-cordoned",
      evidence: ["spec.unschedulable, since when, and what waits for it"],
      repairs: ["UncordonNode"],
    },
  ],
  async investigate(collector, object) {
    const found = await collector.reader.get(object, collector.signal);
    if (found === undefined) return undefined;
    const scene = await read(collector, object, found);
    const cordon = await cordonOf(collector, scene);
    return opinionOf(
      collector,
      scene,
      [
        ...notReady(scene),
        ...pressed(scene),
        ...outOfMemory(scene),
        ...(cordon?.kind === "candidates" ? cordon.candidates : []),
      ],
      cordon,
    );
  },
};

async function read(collector: Collector, object: ObjectRef, found: KubernetesObject): Promise<NodeScene> {
  const { name } = object;
  const [events, list] = await Promise.all([
    // Events of cluster-scoped objects are kept in the namespace default.
    collectEvents(collector, [{ kind: "Node", namespace: "default", name }]),
    tolerant(collector, `pods on node ${name}`, {
      run: () =>
        collector.reader.list(
          { apiVersion: "v1", kind: "Pod" },
          { fieldSelector: `spec.nodeName=${name}`, limit: MAX_PODS },
          collector.signal,
        ),
      fallback: { items: [], isTruncated: false },
    }),
  ]);
  const pods = list.items.flatMap((item) => parsePod(item) ?? []);
  const at = collector.clock.now().toISOString();
  return { object, node: found, at, events, pods, ...impactOf(object, pods, at) };
}

/** Who lives on the node: that is what a person wants to know first. */
function impactOf(object: ObjectRef, pods: readonly PodFact[], at: string) {
  const alive = pods.filter(({ phase }) => phase !== "Succeeded" && phase !== "Failed");
  const owners = new Set(
    alive.map(({ namespace, name, raw }) => {
      const owner = raw.metadata.ownerReferences?.find(({ controller }) => controller === true);
      return owner === undefined ? `Pod ${namespace}/${name}` : `${owner.kind} ${namespace}/${owner.name}`;
    }),
  );
  if (alive.length === 0) return { impact: "no pod is on it", support: [] };
  const named = [...owners].slice(0, NAMED).join(", ");
  const more = owners.size > NAMED ? ` and ${owners.size - NAMED} more` : "";
  const impact = `${alive.length} pods of ${owners.size} owners are on it: ${named}${more}`;
  const source = `kubectl get pods -A --field-selector spec.nodeName=${object.name}`;
  return { impact, support: [{ kind: "node" as const, source, at, text: impact }] };
}

function opinionOf(
  collector: Collector,
  scene: NodeScene,
  candidates: Candidate[],
  cordon: ObjectOpinion | undefined,
): ObjectOpinion {
  if (candidates.length > 0) {
    const reason = mayPass(scene, candidates);
    if (reason !== undefined) return { kind: "wait", seconds: 30, reason };
    return { kind: "candidates", candidates };
  }
  if (collector.gaps.length > 0) return { kind: "candidates", candidates: [] };
  if (cordon !== undefined) return cordon;
  return {
    kind: "healthy",
    reason: `${describeRef(scene.object)} is well now: no memory pressure, and no kill for the whole node within 15 min`,
  };
}

/** Why what is wrong with it may be over before a person could look. */
function mayPass(scene: NodeScene, candidates: readonly Candidate[]): string | undefined {
  const causes = new Set(candidates.map(({ cause }) => cause));
  const lasts = (since: string) => Date.parse(scene.at) - Date.parse(since);
  if (causes.size !== 1) return undefined;
  if (causes.has("node-not-ready") && lasts(readyCondition(scene)?.since ?? "") < COMES_BACK_MS)
    return "it is not ready since less than two minutes and may come back";
  if (causes.has("node-pressure") && pressuresOf(scene).every(({ since }) => lasts(since) < FREES_ITSELF_MS))
    return "it is short since less than six minutes, and its kubelet frees what it can";
  return undefined;
}

const readyCondition = ({ node }: NodeScene) =>
  conditionsOf(node).find(({ type, status }) => type === "Ready" && status !== "True");

function notReady(scene: NodeScene): Candidate[] {
  const ready = readyCondition(scene);
  if (ready === undefined) return [];
  const { object, at, impact, support } = scene;
  const says =
    ready.status === "Unknown"
      ? "does not report any more"
      : `reports that it is not ready (${ready.reason})`;
  const since = ready.since === "" ? "" : ` since ${ready.since}`;
  return [
    found("node-not-ready", {
      confidence: 0.95,
      sentence: `${describeRef(object)} ${says}${since}: ${ready.message || ready.reason}. ${impact}.`,
      support: [
        objectDraft(object, ready.since || at, `Ready is ${ready.status}: ${ready.reason}: ${ready.message}`),
        ...support,
      ],
      advice: [
        { text: "See what the node says of itself", command: `kubectl describe node ${object.name}` },
        {
          text: "On the machine: whether it runs, reaches the API server, and what its kubelet and container runtime log",
          command: "systemctl status kubelet containerd; journalctl -u kubelet --since -30min",
        },
        {
          text: "Where the machine is gone for good, delete the node object, so that its pods are made again elsewhere",
        },
      ],
    }),
  ];
}

const PRESSURES: Record<string, string> = {
  DiskPressure: "disk space or inodes",
  PIDPressure: "process ids",
  NetworkUnavailable: "a configured network",
};

const pressuresOf = ({ node }: NodeScene) =>
  conditionsOf(node).filter(({ type, status }) => status === "True" && type in PRESSURES);

function pressed(scene: NodeScene): Candidate[] {
  const { object, at, impact, support } = scene;
  const short = pressuresOf(scene);
  if (short.length === 0) return [];
  const what = short.map(({ type }) => PRESSURES[type]).join(" and of ");
  return [
    found("node-pressure", {
      confidence: 0.93,
      sentence: `${describeRef(object)} is short of ${what}: ${short.map(({ type, message }) => `${type}: ${message}`).join("; ")}. ${impact}.`,
      support: [
        ...short.map((one) =>
          objectDraft(object, one.since || at, `${one.type}: ${one.reason}: ${one.message}`),
        ),
        ...scene.events
          .filter(({ type }) => type === "Warning")
          .slice(0, 5)
          .map(eventDraft),
        ...support,
      ],
      advice: [
        { text: "See what the node says of itself", command: `kubectl describe node ${object.name}` },
        {
          text: "See what fills it: images, logs, emptyDir volumes, or more processes than it may hold",
          command:
            "df -h; df -i; du -xsh /var/lib/containerd /var/log/pods /var/lib/kubelet/pods; ps -e | wc -l",
        },
      ],
    }),
  ];
}

/** Out of memory while it says so, or its kernel has just killed for the node as a whole. */
function outOfMemory({ object, node, at, events }: NodeScene): Candidate[] {
  const pressure = conditionsOf(node).find(
    ({ type, status }) => type === "MemoryPressure" && status === "True",
  );
  const recent = events.filter(
    (event) => isOfWholeNode(event) && Date.parse(at) - Date.parse(event.lastAt) <= FRESH_MS,
  );
  const signs = [
    ...(pressure === undefined ? [] : ["it reports MemoryPressure"]),
    ...recent.map((event) => `${event.reason}: ${event.message}`),
  ];
  if (signs.length === 0) return [];
  return [
    found("node-out-of-memory", {
      confidence: 0.85,
      sentence: `${describeRef(object)} ran out of memory: ${signs.slice(0, 3).join("; ")}.`,
      support: [
        ...(pressure === undefined ? [] : [objectDraft(object, pressure.since || at, "MemoryPressure")]),
        ...recent.map(eventDraft),
      ],
    }),
  ];
}
