import type { EventLoop } from "../store/event-loop.ts";
import type { Container, ContainerState, ContainerStatus } from "../store/objects.ts";
import type { Random } from "../store/random.ts";
import { type BackOff, createBackOff } from "./back-off.ts";
import { imageId, resolvedImage } from "./image-reference.ts";
import type { RunPlan } from "./run-plan.ts";

/** Why a container is not started for now. */
export interface Hold {
  reason: string;
  message: string;
}

/** One container of a pod on a node, with what it wrote. */
export interface ContainerRuntime {
  readonly name: string;
  container: Container;
  state: ContainerState;
  lastState: ContainerState;
  restartCount: number;
  containerID: string | undefined;
  /** Its startup probe has succeeded, or it has none. */
  isStarted: boolean;
  /** Its readiness probe has succeeded, or it has none. */
  isProbedReady: boolean;
  /** What it would say of itself where nobody probes it. */
  isPlanReady: boolean;
  /** A probe had it killed. */
  isKilled: boolean;
  /** One of those that it calls does not answer. */
  isCallFailing: boolean;
  startedAtMs: number;
  endedAtMs: number;
  plan: RunPlan | undefined;
  log: string | undefined;
  previousLog: string | undefined;
  readonly backOff: BackOff;
  /** Of the last sync; the pod's status shows it with the next one. */
  hold: Hold | undefined;
  isTaken: boolean;
  readonly pullBackOff: BackOff;
  pullFailedAtMs: number;
  pullError: string | undefined;
}

export const createContainerRuntime = (container: Container, waiting: string): ContainerRuntime => ({
  name: container.name,
  container,
  state: { waiting: { reason: waiting } },
  lastState: {},
  restartCount: 0,
  containerID: undefined,
  isStarted: false,
  isProbedReady: false,
  isPlanReady: false,
  isKilled: false,
  isCallFailing: false,
  startedAtMs: 0,
  endedAtMs: 0,
  plan: undefined,
  log: undefined,
  previousLog: undefined,
  backOff: createBackOff(),
  hold: undefined,
  isTaken: false,
  pullBackOff: createBackOff(),
  pullFailedAtMs: 0,
  pullError: undefined,
});

export const isSidecar = ({ container }: ContainerRuntime): boolean => container.restartPolicy === "Always";

/** Whether an init container has done its part. */
export const isDone = (runtime: ContainerRuntime): boolean =>
  isSidecar(runtime)
    ? runtime.state.running !== undefined && runtime.isStarted
    : runtime.state.terminated?.exitCode === 0;

export function isReady({
  state,
  container,
  isStarted,
  isProbedReady,
  isPlanReady,
  isCallFailing,
}: ContainerRuntime): boolean {
  if (!state.running || !isStarted) return false;
  return container.readinessProbe ? isProbedReady : isPlanReady && !isCallFailing;
}

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join("");

/** As the kubelet rotates them; here at the size that anybody reads. */
const LONGEST_LOG = 100_000;

export function appendLog(runtime: ContainerRuntime, more: readonly string[]): void {
  const text = (runtime.log ?? "") + lines(more);
  runtime.log =
    text.length > LONGEST_LOG ? text.slice(text.indexOf("\n", text.length - LONGEST_LOG) + 1) : text;
}

/** A run before this one becomes the last state. */
function createAgain(runtime: ContainerRuntime, random: Random): void {
  const ended = runtime.state.terminated ?? runtime.lastState.terminated;
  if (runtime.containerID !== undefined) {
    runtime.restartCount += 1;
    runtime.previousLog = runtime.log;
  }
  runtime.lastState = ended ? { terminated: ended } : {};
  runtime.containerID = `containerd://${random.hex(64)}`;
}

/** The container runs from now on. */
export function startContainer(
  runtime: ContainerRuntime,
  plan: RunPlan,
  deps: { loop: EventLoop; random: Random },
): void {
  createAgain(runtime, deps.random);
  runtime.hold = undefined;
  runtime.startedAtMs = deps.loop.nowMs();
  runtime.state = { running: { startedAt: deps.loop.timestamp() } };
  runtime.plan = plan;
  runtime.log = lines(plan.startLog);
  runtime.isPlanReady = plan.readyAfterMs === 0;
  runtime.isCallFailing = false;
  runtime.isKilled = false;
}

/** The runtime made the container and could not start it. */
export function failToStart(
  runtime: ContainerRuntime,
  message: string,
  deps: { loop: EventLoop; random: Random },
): void {
  createAgain(runtime, deps.random);
  runtime.endedAtMs = deps.loop.nowMs();
  runtime.plan = undefined;
  runtime.log = "";
  runtime.state = {
    terminated: {
      ...{ containerID: runtime.containerID ?? "", exitCode: 128, finishedAt: deps.loop.timestamp() },
      ...{ message, reason: "StartError", startedAt: "1970-01-01T00:00:00Z" },
    },
  };
}

export function endContainer(
  runtime: ContainerRuntime,
  end: { exitCode: number; reason: string },
  deps: { loop: EventLoop },
): void {
  runtime.endedAtMs = deps.loop.nowMs();
  appendLog(runtime, runtime.plan?.endLog ?? []);
  runtime.state = {
    terminated: {
      containerID: runtime.containerID ?? "",
      exitCode: end.exitCode,
      finishedAt: deps.loop.timestamp(),
      ...terminationMessage(runtime, end.exitCode),
      reason: end.reason,
      startedAt: runtime.state.running?.startedAt ?? deps.loop.timestamp(),
    },
  };
}

const MESSAGE_LINES = 80;
const MESSAGE_BYTES = 2_048;

/** The end of the log of what failed, where the container asks for it; messages of its own nobody writes. */
function terminationMessage(
  { container, log = "" }: ContainerRuntime,
  exitCode: number,
): { message?: string } {
  if (exitCode === 0 || container.terminationMessagePolicy !== "FallbackToLogsOnError") return {};
  const message = log
    .split(/(?<=\n)/)
    .slice(-MESSAGE_LINES)
    .join("")
    .slice(-MESSAGE_BYTES);
  return message === "" ? {} : { message };
}

/** One that has done its part shows as ready. */
export const initContainerStatus = (runtime: ContainerRuntime): ContainerStatus => ({
  ...containerStatus(runtime),
  ready: isSidecar(runtime) ? isReady(runtime) : isDone(runtime),
});

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
    ready: isReady(runtime),
    ...(hasRun && { resources: container.resources ?? {} }),
    restartCount: runtime.restartCount,
    started: state.running !== undefined && runtime.isStarted,
    state,
    ...(mounts && { volumeMounts: mounts }),
  };
}
