import type { ApiMachinery } from "../../api/api-machinery.ts";
import type { StoreChange } from "../../store/object-store.ts";
import type { NodeObject, Pod } from "../../store/objects.ts";
import { isPodOver } from "../../store/pod-state.ts";
import { sameJson } from "../../store/same-json.ts";
import { annotationsOf, CLAIMS, CLASSES, SELECTED_NODE, VOLUMES } from "../../store/storage.ts";
import { bindPod, blockByGates, refusePod } from "./decisions.ts";
import { NODE_CHECKS } from "./node-objections.ts";
import { createNodePlaces } from "./node-places.ts";
import { type Hint, type Objection, refusalBeforeNodes, refusalText } from "./objection.ts";
import { aversePods, topologyObjection } from "./topology-objections.ts";
import { type ClaimsOfPod, claimsOf, volumeObjection } from "./volume-objections.ts";

/** A pod that nothing helped is tried again all the same. */
const FLUSH_MS = 300_000;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 10_000;
const BIND_TIMEOUT_MS = 600_000;

interface Waiting {
  hints: ReadonlySet<Hint>;
  attempts: number;
  lastMs: number;
  /** When it is tried again as things stand. */
  dueMs: number;
}

const schedulingOf = (node: NodeObject) => [
  node.metadata.labels,
  node.spec?.taints,
  node.spec?.unschedulable,
  node.status?.allocatable,
];

/** Binds pods to nodes. Source: pkg/scheduler of Kubernetes 1.34, with its filters in their order. */
export function runScheduler(api: ApiMachinery): () => void {
  const places = createNodePlaces(api);
  const waiting = new Map<string, Waiting>();

  const schedule = (namespace: string, name: string) => {
    const pod = api.store.get("pods", namespace, name) as Pod | undefined;
    if (!pod || pod.spec.nodeName || isPodOver(pod) || pod.metadata.deletionTimestamp) return;
    if (((pod.spec.schedulingGates ?? []) as unknown[]).length > 0) return blockByGates(api, pod);
    const claims = claimsOf(api, pod);
    const all = places.all();
    if ("refusal" in claims)
      return refuse(pod, refusalBeforeNodes(all.length, claims.refusal), ["volume", "node"]);
    const averse = aversePods(all);
    const objections: Objection[] = [];
    const fits = all.filter((place) => {
      let objection: Objection | undefined;
      for (const check of NODE_CHECKS) {
        objection = check(pod, place);
        if (objection) break;
      }
      objection ??= volumeObjection(api, claims, place.node);
      objection ??= topologyObjection(api, pod, place, all, averse);
      if (objection) objections.push(objection);
      return objection === undefined;
    });
    const [fit] = fits.toSorted((a, b) => a.pods.length - b.pods.length);
    if (!fit) return refuse(pod, refusalText(objections), ["node", ...objections.map(({ hint }) => hint)]);
    if (claims.waiting.length > 0) return awaitVolumes(pod, claims.waiting, fit.node.metadata.name);
    waiting.delete(pod.metadata.uid ?? "");
    bindPod(api, pod, fit.node.metadata.name);
  };

  /** The claims of the pod are bound for the chosen node first; each change of them brings the pod back here. */
  const awaitVolumes = (pod: Pod, claims: ClaimsOfPod["waiting"], node: string) => {
    const { uid = "" } = pod.metadata;
    for (const { claim } of claims) {
      const { metadata } = claim;
      const annotations = { ...annotationsOf(claim), [SELECTED_NODE]: node };
      api.update(CLAIMS, { ...claim, metadata: { ...metadata, annotations } }, { manager: "kube-scheduler" });
    }
    const earlier = waiting.get(uid);
    const nowMs = api.loop.nowMs();
    waiting.set(uid, {
      hints: new Set<Hint>(["volume"]),
      attempts: 0,
      lastMs: nowMs,
      dueMs: Number.POSITIVE_INFINITY,
    });
    if (earlier) return;
    api.loop.after(`schedule-volumes/${uid}`, BIND_TIMEOUT_MS, () => {
      const current = api.store.byUid(uid)?.object as Pod | undefined;
      if (!current || current.spec.nodeName) return;
      const why = 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded';
      refuse(current, why, ["volume"], "SchedulerError");
    });
  };

  const refuse = (pod: Pod, message: string, hints: Hint[], reason = "Unschedulable") => {
    const { uid = "" } = pod.metadata;
    const attempts = (waiting.get(uid)?.attempts ?? 0) + 1;
    const nowMs = api.loop.nowMs();
    waiting.set(uid, { hints: new Set(hints), attempts, lastMs: nowMs, dueMs: nowMs + FLUSH_MS });
    refusePod(api, pod, message, reason);
    api.loop.after(`schedule/${uid}`, FLUSH_MS, () => attempt(uid));
  };

  const attempt = (uid: string) => {
    const pod = api.store.byUid(uid)?.object as Pod | undefined;
    if (!pod) waiting.delete(uid);
    else schedule(pod.metadata.namespace ?? "", pod.metadata.name);
  };

  const woken = new Set<Hint>();
  const wake = (hint: Hint) => {
    if (waiting.size === 0) return;
    woken.add(hint);
    api.loop.enqueue("schedule-waiting", wakeWaiting);
  };
  const wakeWaiting = () => {
    const hints = [...woken];
    woken.clear();
    for (const [uid, pod] of waiting) {
      if (!hints.some((hint) => pod.hints.has(hint))) continue;
      const backOffMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, pod.attempts - 1));
      const dueMs = pod.attempts === 0 ? api.loop.nowMs() : pod.lastMs + backOffMs;
      // Thousands of changes come in a row where thousands wait: a time that is set is not set again.
      if (pod.dueMs <= Math.max(dueMs, api.loop.nowMs())) continue;
      pod.dueMs = dueMs;
      api.loop.after(`schedule/${uid}`, Math.max(0, dueMs - api.loop.nowMs()), () => attempt(uid));
    }
  };

  const onPod = ({ type, object, previous }: StoreChange) => {
    const [pod, before] = [object as Pod, previous as Pod | undefined];
    const { namespace = "", name, uid = "" } = pod.metadata;
    const isOurs = (pod.spec.schedulerName ?? "default-scheduler") === "default-scheduler";
    if (!pod.spec.nodeName && type !== "DELETED" && isOurs) {
      const isNew = before === undefined || !sameJson(before.spec, pod.spec);
      if (isNew) api.loop.enqueue(`schedule/${uid}`, () => schedule(namespace, name));
      return;
    }
    if (type === "DELETED") waiting.delete(uid);
    const isGone = type === "DELETED" || isPodOver(pod);
    const wasPlaced = before?.spec.nodeName !== undefined;
    const isChanged = isGone || !wasPlaced || !sameJson(before?.metadata.labels, pod.metadata.labels);
    if (pod.spec.nodeName && isChanged) wake("pod");
  };

  return api.store.onChange((change) => {
    places.observe(change);
    const { resource, object, previous } = change;
    if (resource === "pods") onPod(change);
    if (resource === "nodes") {
      const isChanged = !previous || !sameJson(schedulingOf(previous), schedulingOf(object));
      if (isChanged || change.type === "DELETED") wake("node");
    }
    if ([CLAIMS, VOLUMES, CLASSES].includes(resource)) wake("volume");
  });
}
