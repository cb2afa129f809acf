import type { Probe } from "../../store/pod-parts.ts";
import type { ContainerRuntime } from "../container-runtime.ts";
import type { PodHost } from "../pod-host.ts";
import { ANSWERS_ALL } from "./answers.ts";
import { probeOutcome } from "./probe-outcome.ts";
import { isListening, type ProbeKind, type ProbeTarget } from "./probe-target.ts";

/** The probes of one container while it runs. Source: prober's worker. */
export interface ContainerProbes {
  start(): void;
  stop(): void;
  /** What it answers has changed. */
  wake(): void;
}

export interface ProbeHooks {
  /** The startup probe succeeded. */
  started(): void;
  /** A liveness or startup probe failed as often as it may. */
  kill(kind: ProbeKind, graceSeconds: number | undefined): void;
}

const KINDS = ["startup", "liveness", "readiness"] as const;
const TITLES = { startup: "Startup", liveness: "Liveness", readiness: "Readiness" } as const;
/** Probes that go on failing tell nothing new: after this many, they are made less often. */
const MANY = 30;
const SELDOM_MS = 60_000;

export function createContainerProbes(
  host: PodHost,
  item: ContainerRuntime,
  hooks: ProbeHooks,
): ContainerProbes {
  const { loop } = host.deps.api;
  const createdMs = Date.parse(host.runtime.startTime);
  const runs = new Map<ProbeKind, { isSuccess: boolean; count: number }>();
  const key = (kind: ProbeKind) => host.timer(`probe/${item.name}/${kind}`);
  const periodMs = (probe: Probe) => (probe.periodSeconds ?? 10) * 1000;
  const elapsedMs = () => loop.nowMs() - item.startedAtMs;

  const target = (kind: ProbeKind): ProbeTarget => ({
    ...{ container: item.container, kind, elapsedMs: elapsedMs(), podIP: host.runtime.podIP },
    answers: item.plan ? { ...item.plan.answers, isUnready: isUnready(item) } : ANSWERS_ALL,
    commands: host.deps.registry.ruleOf(item.container.image)?.commands,
  });

  /** Probes are made at multiples of their period since the pod came to the node. */
  const nextTickMs = (probe: Probe, fromMs: number): number => {
    const period = periodMs(probe);
    return createdMs + Math.ceil((fromMs - createdMs) / period) * period;
  };
  const plan = (kind: ProbeKind, probe: Probe, afterMs: number) => {
    const delayedMs = item.startedAtMs + (probe.initialDelaySeconds ?? 0) * 1000;
    const dueMs = nextTickMs(probe, Math.max(loop.nowMs() + afterMs, delayedMs));
    loop.after(key(kind), dueMs - loop.nowMs(), () => tick(kind, probe));
  };

  const tick = (kind: ProbeKind, probe: Probe) => {
    if (!item.state.running || host.isStopping()) return;
    const met = target(kind);
    const outcome = probeOutcome(probe, met);
    if ("error" in outcome) {
      const message = `${TITLES[kind]} probe errored and resulted in unknown state: ${outcome.error}`;
      host.record({ type: "Warning", reason: "Unhealthy", message, item });
      return plan(kind, probe, 1);
    }
    const isSuccess = outcome.result === "success";
    if (outcome.result === "failure") {
      const message = `${TITLES[kind]} probe failed: ${outcome.output}`;
      host.record({ type: "Warning", reason: "Unhealthy", message, item });
    }
    const before = runs.get(kind);
    const count = before?.isSuccess === isSuccess ? before.count + 1 : 1;
    runs.set(kind, { isSuccess, count });
    const threshold = isSuccess ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (count >= threshold && conclude(kind, probe, isSuccess)) return;
    // What answers and always will needs no more probes: thousands of healthy pods cost no timers.
    if (isSuccess && count >= threshold && isListening(met)) return;
    plan(kind, probe, count > MANY ? SELDOM_MS : 1);
  };

  /** Whether this kind of probe is at its end for this run. */
  const conclude = (kind: ProbeKind, probe: Probe, isSuccess: boolean): boolean => {
    if (kind === "readiness") {
      const isChanged = item.isProbedReady !== isSuccess;
      item.isProbedReady = isSuccess;
      if (isChanged && !isStarting) host.report();
      return false;
    }
    if (isSuccess && kind === "startup") {
      item.isStarted = true;
      startOthers();
      host.report();
      hooks.started();
      return true;
    }
    if (!isSuccess) hooks.kill(kind, probe.terminationGracePeriodSeconds);
    return !isSuccess;
  };

  const startOthers = () => {
    const { livenessProbe, readinessProbe } = item.container;
    if (livenessProbe) plan("liveness", livenessProbe, 1);
    if (!readinessProbe) return;
    if (elapsedMs() >= (readinessProbe.initialDelaySeconds ?? 0) * 1000) tick("readiness", readinessProbe);
    else plan("readiness", readinessProbe, 0);
  };

  // The status that shows the container running is still to come.
  let isStarting = false;
  return {
    start() {
      runs.clear();
      isStarting = true;
      const { startupProbe, readinessProbe } = item.container;
      item.isStarted = startupProbe === undefined;
      item.isProbedReady = readinessProbe === undefined;
      if (startupProbe) plan("startup", startupProbe, 1);
      else startOthers();
      isStarting = false;
    },
    stop() {
      for (const kind of KINDS) loop.cancel(key(kind));
    },
    wake() {
      const { readinessProbe } = item.container;
      if (item.isStarted && readinessProbe) plan("readiness", readinessProbe, 1);
    },
  };
}

const isUnready = (item: ContainerRuntime): boolean =>
  item.plan?.answers.isUnready === true || item.isCallFailing;
