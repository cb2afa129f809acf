import type { ApiMachinery } from "../../api/api-machinery.ts";
import { createEventRecorder } from "../../api/event-recorder.ts";
import type { NodeObject, Pod } from "../../store/objects.ts";
import { isPodOver, isPodReady } from "../../store/pod-state.ts";
import { sameJson } from "../../store/same-json.ts";
import { MANAGER, STATUS } from "../controller.ts";
import { createTaintEviction } from "./evict-by-taints.ts";
import { readiness, taintsOf } from "./node-taints.ts";

/** Turns the conditions of nodes into taints, and these into evictions. Source: pkg/controller/nodelifecycle. */
export function runNodeLifecycle(api: ApiMachinery): () => void {
  const events = createEventRecorder(api, { component: "node-controller" });
  const eviction = createTaintEviction(api);
  const wasReady = new Map<string, boolean>();

  const podsOn = (name: string) =>
    (api.store.list("pods") as Pod[]).filter((pod) => pod.spec.nodeName === name && !isPodOver(pod));

  /** Its pods serve nobody any more, though nobody hears of them. */
  const markPods = (name: string) => {
    for (const pod of podsOn(name)) {
      if (!isPodReady(pod)) continue;
      const at = api.loop.timestamp();
      const conditions = (pod.status?.conditions ?? []).map((condition) =>
        condition.type === "Ready" ? { ...condition, status: "False", lastTransitionTime: at } : condition,
      );
      api.update("pods", { ...pod, status: { ...pod.status, conditions } }, STATUS);
      events.record({ about: pod, type: "Warning", reason: "NodeNotReady", message: "Node is not ready" });
    }
  };

  const reconcile = (name: string) => {
    const node = api.store.get("nodes", "", name) as NodeObject | undefined;
    if (!node) return;
    const isReady = readiness(node) === "True";
    if (!isReady && wasReady.get(name) !== false) {
      const message = `Node ${name} status is now: NodeNotReady`;
      events.record({ about: node, type: "Normal", reason: "NodeNotReady", message });
      markPods(name);
    }
    wasReady.set(name, isReady);
    const isAnyReady = (api.store.list("nodes") as NodeObject[]).some((one) => readiness(one) === "True");
    const taints = taintsOf(node, isAnyReady, api.loop.timestamp());
    const { taints: before = [], ...spec } = node.spec ?? {};
    const current = sameJson(before, taints)
      ? node
      : (api.update(
          "nodes",
          { ...node, spec: { ...spec, ...(taints.length > 0 && { taints }) } },
          MANAGER,
        ) as NodeObject);
    eviction.check(current, podsOn(name));
  };

  return api.store.onChange(({ resource, type, object, previous }) => {
    const request = (name: string) => api.loop.enqueue(`node/${name}`, () => reconcile(name));
    if (resource === "nodes") {
      const { name } = object.metadata;
      if (type === "DELETED") {
        wasReady.delete(name);
        eviction.forget(podsOn(name));
        return;
      }
      const readinessChanged =
        !previous || readiness(previous as NodeObject) !== readiness(object as NodeObject);
      // Whether anybody is evicted depends on the other nodes too.
      if (readinessChanged) for (const { metadata } of api.store.list("nodes")) request(metadata.name);
      else request(name);
    }
    if (resource !== "pods" || type === "DELETED") return;
    const { nodeName } = (object as Pod).spec;
    const isNew = (previous as Pod | undefined)?.spec.nodeName !== nodeName;
    if (nodeName && isNew && hasNoExecute(api, nodeName)) request(nodeName);
  });
}

const hasNoExecute = (api: ApiMachinery, name: string): boolean =>
  ((api.store.get("nodes", "", name) as NodeObject | undefined)?.spec?.taints ?? []).some(
    ({ effect }) => effect === "NoExecute",
  );
