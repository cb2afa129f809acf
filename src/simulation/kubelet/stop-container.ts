import type { Container, Pod } from "../store/objects.ts";
import type { Stopping } from "./behaviour.ts";

/** How a container ends that is told to. */
export interface StopPlan {
  afterMs: number;
  exitCode: number;
  reason: string;
}

const QUICK_MS = 1_000;
/** The kubelet gives each container at least this long. */
const LEAST_GRACE_SECONDS = 2;

/** `graceSeconds`: the probe's or the pod's. A preStop hook that sleeps takes its part of them. */
export function stopPlan(
  { onTerm }: Stopping,
  pod: Pod,
  container: Container,
  graceSeconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30,
): StopPlan {
  const graceMs = Math.max(LEAST_GRACE_SECONDS, Number(graceSeconds)) * 1000;
  const killed: StopPlan = { afterMs: graceMs, exitCode: 137, reason: "Error" };
  if (onTerm === "ignores") return killed;
  const afterMs = hookMs(container) + (onTerm?.afterMs ?? QUICK_MS);
  if (afterMs > graceMs) return killed;
  const exitCode = onTerm?.exitCode ?? 0;
  return { afterMs, exitCode, reason: exitCode === 0 ? "Completed" : "Error" };
}

function hookMs({ lifecycle }: Container): number {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  const slept = /\bsleep\s+([0-9]+)/.exec((exec?.command ?? []).join(" "))?.[1];
  return (sleep?.seconds ?? Number(slept ?? 0)) * 1000;
}
