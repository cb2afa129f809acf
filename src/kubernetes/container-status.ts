import { z } from "zod";
import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

const terminatedSchema = z.object({
  reason: z.string().catch(""),
  exitCode: z.number().catch(0),
  containerID: z.string().catch(""),
  startedAt: z.string().nullish().catch(undefined),
  finishedAt: z.string().nullish().catch(undefined),
});
const stateSchema = z.object({
  waiting: z
    .object({ reason: z.string().catch(""), message: z.string().catch("") })
    .optional()
    .catch(undefined),
  running: z.object({ startedAt: z.string().nullish() }).optional().catch(undefined),
  terminated: terminatedSchema.optional().catch(undefined),
});
const containerStatusSchema = z.object({
  name: z.string(),
  image: z.string().catch(""),
  restartCount: z.number().catch(0),
  ready: z.boolean().catch(false),
  state: stateSchema.catch({}),
  lastState: stateSchema.catch({}),
});
export type ContainerStatus = z.infer<typeof containerStatusSchema>;

/** One end of one instance of a container. */
export interface ContainerEnd {
  /** The instance's containerID; where the runtime gave none, its number in the order of restarts. */
  id: string;
  reason: string;
  exitCode: number;
  finishedAt: string | undefined;
  ranSeconds: number;
}

/** Init containers (native sidecars among them), then containers; entries that make no sense are left out. */
export function containerStatusesOf(pod: KubernetesObject): ContainerStatus[] {
  const status = recordOf(pod.status);
  return ["initContainerStatuses", "containerStatuses"].flatMap((field) =>
    z
      .array(z.unknown())
      .catch([])
      .parse(status[field])
      .flatMap((one) => containerStatusSchema.safeParse(one).data ?? []),
  );
}

/** The ends that the status still shows, the older one first: that of lastState, then that of state. */
export function endsOf(container: ContainerStatus): ContainerEnd[] {
  const { state, lastState, restartCount } = container;
  // The count grows when the next instance starts, so while the container waits lastState is the instance counted.
  const lastNumber =
    state.running === undefined && state.terminated === undefined ? restartCount : restartCount - 1;
  return [
    ...(lastState.terminated === undefined ? [] : [endOf(lastState.terminated, lastNumber)]),
    ...(state.terminated === undefined ? [] : [endOf(state.terminated, restartCount)]),
  ];
}

function endOf(terminated: z.infer<typeof terminatedSchema>, number: number): ContainerEnd {
  return {
    id: terminated.containerID === "" ? `#${number}` : terminated.containerID,
    reason: terminated.reason,
    exitCode: terminated.exitCode,
    finishedAt: terminated.finishedAt ?? undefined,
    ranSeconds: secondsBetween(terminated.startedAt, terminated.finishedAt),
  };
}

/** 0 where a time is missing, or is the epoch that a runtime reports for a container that never started. */
function secondsBetween(startedAt: string | null | undefined, finishedAt: string | null | undefined): number {
  const start = Date.parse(startedAt ?? "");
  const end = Date.parse(finishedAt ?? "");
  return start > 0 && end >= start ? (end - start) / 1000 : 0;
}
