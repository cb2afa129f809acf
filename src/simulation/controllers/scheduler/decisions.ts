import type { ApiMachinery } from "../../api/api-machinery.ts";
import { recordSchedulerEvent } from "../../api/event-recorder.ts";
import type { Condition, Pod } from "../../store/objects.ts";
import { withCondition } from "../../store/pod-state.ts";

function withScheduled(
  api: ApiMachinery,
  pod: Pod,
  condition: Pick<Condition, "status" | "reason" | "message">,
) {
  const full: Condition = {
    ...{ type: "PodScheduled", ...condition, lastProbeTime: null },
    ...{ observedGeneration: pod.metadata.generation ?? 1, lastTransitionTime: api.loop.timestamp() },
  };
  return withCondition(pod.status?.conditions ?? [], full);
}

export function bindPod(api: ApiMachinery, pod: Pod, nodeName: string): void {
  const conditions = withScheduled(api, pod, { status: "True" });
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
}

function putCondition(api: ApiMachinery, pod: Pod, reason: string, message: string): void {
  const earlier = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (earlier?.message === message && earlier.reason === reason) return;
  const conditions = withScheduled(api, pod, { status: "False", reason, message });
  api.store.put("pods", { ...pod, status: { ...pod.status, conditions } });
}

/** Each failed attempt is told: the first with an event of its own, later ones of the same state as its series. */
export function refusePod(api: ApiMachinery, pod: Pod, message: string, reason: string): void {
  const event = { about: pod, action: "Scheduling", type: "Warning" as const, reason: "FailedScheduling" };
  recordSchedulerEvent(api, { ...event, message });
  putCondition(api, pod, reason, message);
}

export const blockByGates = (api: ApiMachinery, pod: Pod): void =>
  putCondition(api, pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
