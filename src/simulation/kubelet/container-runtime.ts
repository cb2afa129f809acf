import type { EventRecorder } from "../api/event-recorder.ts";
import type { EventLoop } from "../store/event-loop.ts";
import type { Container, ContainerState, ContainerStatus, Pod } from "../store/objects.ts";
import type { Random } from "../store/random.ts";
import { type BackOff, createBackOff } from "./back-off.ts";
import { imageId, resolvedImage } from "./image-reference.ts";
import type { RunPlan } from "./run-plan.ts";

/** One container of a pod on a node, with what it wrote. */
export interface ContainerRuntime {
  readonly name: string;
  container: Container;
  state: ContainerState;
  lastState: ContainerState;
  restartCount: number;
  containerID: string | undefined;
  isReady: boolean;
  startedAtMs: number;
  endedAtMs: number;
  plan: RunPlan | undefined;
  log: string | undefined;
  previousLog: string | undefined;
  readonly backOff: BackOff;
}

export const createContainerRuntime = (container: Container, waiting: string): ContainerRuntime => ({
  name: container.name,
  container,
  state: { waiting: { reason: waiting } },
  lastState: {},
  restartCount: 0,
  containerID: undefined,
  isReady: false,
  startedAtMs: 0,
  endedAtMs: 0,
  plan: undefined,
  log: undefined,
  previousLog: undefined,
  backOff: createBackOff(),
});

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join("");

/** The container runs from now on; a run before it becomes its last state. */
export function startContainer(
  runtime: ContainerRuntime,
  plan: RunPlan,
  deps: { loop: EventLoop; random: Random },
): void {
  const ended = runtime.state.terminated ?? runtime.lastState.terminated;
  if (runtime.containerID !== undefined) {
    runtime.restartCount += 1;
    runtime.previousLog = runtime.log;
  }
  runtime.lastState = ended ? { terminated: ended } : {};
  runtime.containerID = `containerd://${deps.random.hex(64)}`;
  runtime.startedAtMs = deps.loop.nowMs();
  runtime.state = { running: { startedAt: deps.loop.timestamp() } };
  runtime.plan = plan;
  runtime.log = lines(plan.startLog);
  runtime.isReady = plan.readyAfterMs === 0;
}

export function endContainer(
  runtime: ContainerRuntime,
  end: { exitCode: number; reason: string },
  deps: { loop: EventLoop },
): void {
  runtime.endedAtMs = deps.loop.nowMs();
  runtime.log = (runtime.log ?? "") + lines(runtime.plan?.endLog ?? []);
  runtime.isReady = false;
  runtime.state = {
    terminated: {
      containerID: runtime.containerID ?? "",
      exitCode: end.exitCode,
      finishedAt: deps.loop.timestamp(),
      reason: end.reason,
      startedAt: runtime.state.running?.startedAt ?? deps.loop.timestamp(),
    },
  };
}

/** As it shows in the pod's status. */
export function containerStatus(runtime: ContainerRuntime): ContainerStatus {
  const { container, containerID, state, lastState } = runtime;
  const hasRun = containerID !== undefined;
  const requests = container.resources?.requests;
  const mounts = container.volumeMounts?.map((mount) => ({
    ...mount,
    ...(mount.readOnly && { recursiveReadOnly: "Disabled" }),
  }));
  return {
    ...(hasRun && requests && { allocatedResources: requests }),
    ...(hasRun && { containerID }),
    image: hasRun ? resolvedImage(container.image) : container.image,
    imageID: hasRun ? imageId(container.image) : "",
    lastState,
    name: runtime.name,
    ready: runtime.isReady,
    ...(hasRun && { resources: container.resources ?? {} }),
    restartCount: runtime.restartCount,
    started: state.running !== undefined,
    state,
    ...(mounts && { volumeMounts: mounts }),
  };
}

const PULL_MS = "578ms (911ms including waiting). Image size: 5509784 bytes.";

export function recordPull(events: EventRecorder, pod: Pod, container: Container, hasImage: boolean): void {
  const about = { about: pod, type: "Normal" as const, fieldPath: `spec.containers{${container.name}}` };
  if (hasImage && container.imagePullPolicy !== "Always") {
    const message = `Container image "${container.image}" already present on machine`;
    events.record({ ...about, reason: "Pulled", message });
    return;
  }
  events.record({ ...about, reason: "Pulling", message: `Pulling image "${container.image}"` });
  const duration = hasImage ? "9ms (9ms including waiting). Image size: 5509784 bytes." : PULL_MS;
  events.record({
    ...about,
    reason: "Pulled",
    message: `Successfully pulled image "${container.image}" in ${duration}`,
  });
}
