import type { ApiMachinery } from "../api/api-machinery.ts";
import { recordSchedulerEvent } from "../api/event-recorder.ts";
import type { NodeObject, Pod } from "../store/objects.ts";
import { isPodOver, withCondition } from "../store/pod-state.ts";
import { parseQuantity } from "../store/quantity.ts";

const RESOURCES = ["cpu", "memory"] as const;

function requestOf(pod: Pod, resource: string): number {
  const of = (list: Pod["spec"]["containers"] | undefined) =>
    (list ?? []).map((container) => parseQuantity(container.resources?.requests?.[resource]) ?? 0);
  const main = of(pod.spec.containers).reduce((sum, value) => sum + value, 0);
  return Math.max(main, ...of(pod.spec.initContainers));
}

/** Why a node cannot take the pod, in the scheduler's words; empty where it can. */
function objections(api: ApiMachinery, pod: Pod, node: NodeObject): string[] {
  const labels = node.metadata.labels ?? {};
  if (node.spec?.unschedulable) return ["node(s) were unschedulable"];
  const isChosen = Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  if (!isChosen) return ["node(s) didn't match Pod's node affinity/selector"];
  const there = (api.store.list("pods") as Pod[]).filter(
    (other) => other.spec.nodeName === node.metadata.name && !isPodOver(other),
  );
  return RESOURCES.filter((resource) => {
    const allocatable = parseQuantity(node.status?.allocatable?.[resource]) ?? 0;
    const taken = there.reduce((sum, other) => sum + requestOf(other, resource), 0);
    return requestOf(pod, resource) > 0 && taken + requestOf(pod, resource) > allocatable;
  }).map((resource) => `Insufficient ${resource}`);
}

function refusalText(nodes: readonly NodeObject[], reasons: readonly string[]): string {
  if (nodes.length === 0) return "no nodes available to schedule pods";
  const counted = new Map<string, number>();
  for (const reason of reasons) counted.set(reason, (counted.get(reason) ?? 0) + 1);
  const text = [...counted].map(([reason, count]) => `${count} ${reason}`).join(", ");
  const of = `0/${nodes.length} nodes are available`;
  return `${of}: ${text}. no new claims to deallocate, preemption: ${of}: ${nodes.length} Preemption is not helpful for scheduling.`;
}

/** Binds pods to nodes that have room for what they request. */
export function runScheduler(api: ApiMachinery): () => void {
  const schedule = (namespace: string, name: string) => {
    const pod = api.store.get("pods", namespace, name) as Pod | undefined;
    if (!pod || pod.spec.nodeName || isPodOver(pod) || pod.metadata.deletionTimestamp) return;
    const nodes = api.store.list("nodes") as NodeObject[];
    const checked = nodes.map((node) => ({ node, reasons: objections(api, pod, node) }));
    const load = (node: NodeObject) =>
      (api.store.list("pods") as Pod[]).filter((other) => other.spec.nodeName === node.metadata.name).length;
    const [fit] = checked
      .filter(({ reasons }) => reasons.length === 0)
      .toSorted((a, b) => load(a.node) - load(b.node));
    if (fit) bind(pod, fit.node.metadata.name);
    else
      refuse(
        pod,
        refusalText(
          nodes,
          checked.flatMap(({ reasons }) => reasons),
        ),
      );
  };

  const bind = (pod: Pod, nodeName: string) => {
    const condition = {
      ...{ type: "PodScheduled", status: "True", lastProbeTime: null, observedGeneration: 1 },
      lastTransitionTime: api.loop.timestamp(),
    };
    const conditions = withCondition(pod.status?.conditions ?? [], condition);
    api.store.put("pods", {
      ...pod,
      spec: { ...pod.spec, nodeName },
      status: { ...pod.status, conditions },
    });
    const { namespace, name } = pod.metadata;
    recordSchedulerEvent(api, {
      ...{ about: pod, action: "Binding", type: "Normal", reason: "Scheduled" },
      message: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
    });
  };

  const refuse = (pod: Pod, message: string) => {
    const earlier = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (earlier?.message === message) return;
    const condition = {
      ...{ type: "PodScheduled", status: "False", reason: "Unschedulable", message, lastProbeTime: null },
      ...{ observedGeneration: 1, lastTransitionTime: api.loop.timestamp() },
    };
    const conditions = withCondition(pod.status?.conditions ?? [], condition);
    api.store.put("pods", { ...pod, status: { ...pod.status, conditions } });
    const event = { about: pod, action: "Scheduling", type: "Warning" as const, reason: "FailedScheduling" };
    recordSchedulerEvent(api, { ...event, message });
  };

  const enqueue = (pod: Pod) => {
    const { namespace = "", name, uid } = pod.metadata;
    if (!pod.spec.nodeName) api.loop.enqueue(`schedule/${uid}`, () => schedule(namespace, name));
  };
  return api.store.onChange(({ resource, object, type }) => {
    if (resource === "pods" && type === "ADDED") enqueue(object as Pod);
    const mayHelp =
      resource === "nodes" || (resource === "pods" && (type === "DELETED" || isPodOver(object as Pod)));
    if (mayHelp) for (const pod of api.store.list("pods") as Pod[]) enqueue(pod);
  });
}
