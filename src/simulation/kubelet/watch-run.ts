import type { Behaviour } from "./behaviour.ts";
import { type ContainerRuntime, endContainer, startContainer } from "./container-runtime.ts";
import { fillVolume } from "./eviction/fill-volume.ts";
import { unrunnable } from "./images/unrunnable.ts";
import { type CallHooks, callOthers } from "./network/call-others.ts";
import type { PodHost } from "./pod-host.ts";
import { type ContainerProbes, createContainerProbes } from "./probes/probe-container.ts";
import type { ProbeKind } from "./probes/probe-target.ts";
import { isInit, isRestartedAfterKill, mayRestart } from "./restart-policy.ts";
import { planRun, type RunPlan } from "./run-plan.ts";
import { stopPlan } from "./stop-container.ts";

/** Runs of containers: from the start, through probes, to the end. */
export interface RunWatch {
  start(item: ContainerRuntime): void;
  /** Its resources changed while it runs. */
  replan(item: ContainerRuntime): void;
  cancel(item: ContainerRuntime): void;
}

export interface RunHooks {
  restart(item: ContainerRuntime): void;
  /** One ended for good, or is far enough for the next to start. */
  advance(): void;
}

const RELIST_MS = 700;
const INIT_MS = 1_000;
const DONE = { exitCode: 0, reason: "Completed" };

export function createRunWatch(host: PodHost, hooks: RunHooks): RunWatch {
  const { api, registry, node } = host.deps;
  const { loop, random } = api;
  const probes = new Map<ContainerRuntime, ContainerProbes>();
  const key = (kind: string, item: ContainerRuntime) => host.timer(`${kind}/${item.name}`);
  const behaviourOf = (item: ContainerRuntime) => host.deps.behaviourOf(host.pod(), item.container);

  const planOf = (item: ContainerRuntime): RunPlan => {
    const { container } = item;
    const doomed = unrunnable(container, registry.ruleOf(container.image));
    if (doomed) return doomed;
    const place = { store: api.store, pod: host.pod(), container, nodeMemoryBytes: node.memoryBytes };
    const plan = planRun(behaviourOf(item), place);
    if (!isInit(host, item) || plan.end) return plan;
    // What an init container has to do is done once it would run well.
    return { ...plan, end: { afterMs: Math.max(INIT_MS, plan.answers.fromMs), ...DONE } };
  };

  const probesOf = (item: ContainerRuntime): ContainerProbes => {
    const known = probes.get(item);
    if (known) return known;
    const made = createContainerProbes(host, item, {
      started: hooks.advance,
      kill: (kind, grace) => kill(item, kind, grace),
    });
    probes.set(item, made);
    return made;
  };

  const start = (item: ContainerRuntime) => {
    host.record({ type: "Normal", reason: "Started", message: `Started container ${item.name}`, item });
    const isFirst = item.containerID === undefined;
    startContainer(item, planOf(item), { loop, random });
    watch(item);
    const behaviour = behaviourOf(item);
    if (behaviour.kind === "calls") callOthers(host, item, behaviour, hooksOf(item));
    if (isInit(host, item) && item.isCallFailing && !isEnding(behaviour)) loop.cancel(key("end", item));
    if (behaviour.kind === "fills-volume") fillVolume(host, item, behaviour, hooksOf(item));
    probesOf(item).start();
    // A restart is seen with the next relist only: a run that ends before it never shows as running.
    if (isFirst) host.report();
    else loop.after(key("seen", item), RELIST_MS, host.report);
    hooks.advance();
  };

  const hooksOf = (item: ContainerRuntime): CallHooks => ({
    changed: () => {
      if (isInit(host, item) && !item.isCallFailing) return finish(item, DONE);
      probesOf(item).wake();
      host.report();
    },
    exit: (afterMs) =>
      loop.after(key("end", item), afterMs, () => finish(item, { exitCode: 1, reason: "Error" })),
  });

  const watch = (item: ContainerRuntime) => {
    const { plan } = item;
    const elapsedMs = loop.nowMs() - item.startedAtMs;
    const ready = () => {
      item.isPlanReady = true;
      host.report();
    };
    const readyAfterMs = (plan?.readyAfterMs ?? 0) - elapsedMs;
    if (plan?.readyAfterMs) loop.after(key("ready", item), readyAfterMs, ready);
    const { end } = plan ?? {};
    if (end) loop.after(key("end", item), end.afterMs - elapsedMs, () => finish(item, end));
    else loop.cancel(key("end", item));
  };

  const finish = (item: ContainerRuntime, end: { exitCode: number; reason: string }) => {
    cancel(item);
    endContainer(item, end, { loop });
    host.report();
    if (mayRestart(host, item, end.exitCode) && !host.isStopping()) hooks.restart(item);
    else hooks.advance();
  };

  const kill = (item: ContainerRuntime, kind: ProbeKind, graceSeconds: number | undefined) => {
    const restarted = isRestartedAfterKill(host, item) ? ", will be restarted" : "";
    const message = `Container ${item.name} failed ${kind} probe${restarted}`;
    host.record({ type: "Normal", reason: "Killing", message, item });
    item.isKilled = true;
    const stop = stopPlan(behaviourOf(item), host.pod(), item.container, graceSeconds);
    loop.after(key("end", item), stop.afterMs, () => finish(item, stop));
  };

  const cancel = (item: ContainerRuntime) => {
    for (const kind of ["seen", "ready", "end", "call"]) loop.cancel(key(kind, item));
    probes.get(item)?.stop();
  };

  return {
    ...{ start, cancel },
    replan(item) {
      item.plan = planOf(item);
      watch(item);
    },
  };
}

const isEnding = (behaviour: Behaviour): boolean =>
  behaviour.kind === "calls" && behaviour.orElse === "exits";
