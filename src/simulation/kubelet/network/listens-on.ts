import type { ContainerRuntime } from "../container-runtime.ts";
import type { PodRuntime } from "../pod-status.ts";

/** A container that says nothing of its ports listens on those that it declares, or on all where it declares none. */
function isOpen(
  { state, plan, container, startedAtMs }: ContainerRuntime,
  port: number,
  nowMs: number,
): boolean {
  if (!state.running || !plan || nowMs - startedAtMs < plan.answers.fromMs) return false;
  if (plan.answers.ports) return plan.answers.ports.some((served) => served.port === port);
  const declared = container.ports ?? [];
  return declared.length === 0 || declared.some(({ containerPort }) => containerPort === port);
}

/** Whether a connection to this port of the pod is taken. */
export const listensOn = ({ init, main }: PodRuntime, port: number, nowMs: number): boolean =>
  [...main, ...init].some((item) => isOpen(item, port, nowMs));
