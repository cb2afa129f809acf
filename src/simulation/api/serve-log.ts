import type { Pod } from "../store/objects.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { getObject } from "./read-objects.ts";
import type { ApiRequest } from "./request.ts";
import { badRequest } from "./status-error.ts";
import { containerOfLog } from "./subresources.ts";

/** What containers wrote, by pod UID; the kubelet fills it. */
export interface ContainerLogs {
  current(podUid: string, container: string): string | undefined;
  previous(podUid: string, container: string): string | undefined;
}

/** Text of a pod's log, or undefined where there is no node to ask yet. */
export function readLog(api: ApiMachinery, logs: ContainerLogs, request: ApiRequest): string | undefined {
  const pod = getObject(api, request) as Pod;
  const container = containerOfLog(pod, request.query.get("container"));
  if (!pod.spec.nodeName) return undefined;
  const uid = pod.metadata.uid ?? "";
  const isPrevious = request.query.get("previous") === "true";
  const text = isPrevious ? logs.previous(uid, container) : logs.current(uid, container);
  const name = `"${container}" in pod "${pod.metadata.name}"`;
  if (text === undefined && isPrevious) throw badRequest(`previous terminated container ${name} not found`);
  if (text === undefined) {
    const waiting = statusOf(pod, container)?.state.waiting?.reason ?? "ContainerCreating";
    throw badRequest(`container ${name} is waiting to start: ${waiting}`);
  }
  return cut(text, request.query.get("tailLines"), request.query.get("limitBytes"));
}

const statusOf = (pod: Pod, container: string) =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    (status) => status.name === container,
  );

function cut(text: string, tailLines: string | null, limitBytes: string | null): string {
  const lines = text.split(/(?<=\n)/);
  const tail =
    tailLines === null ? text : Number(tailLines) === 0 ? "" : lines.slice(-Number(tailLines)).join("");
  return limitBytes === null ? tail : Buffer.from(tail).subarray(0, Number(limitBytes)).toString("utf8");
}
