import type { ServicePort, ServiceShape } from "./service-shape.ts";
import type { WorkloadShape } from "./workload-shape.ts";

/**
 * Whether nothing shows that the workloads serve any port of the Service. A port need not be declared, so that one
 * alone is no sign; and where the pods declare none, nothing is known.
 */
export function isOddTo({ ports, isHeadless }: ServiceShape, workloads: readonly WorkloadShape[]): boolean {
  if (isHeadless || ports.length === 0 || workloads.length === 0) return false;
  return ports.every((port) => workloads.every((one) => isUnknownTo(one, port)));
}

function isUnknownTo(workload: WorkloadShape, { target, protocol }: ServicePort): boolean {
  if (typeof target === "string" || workload.ports.length === 0) return false;
  const isDeclared = workload.ports.some((port) => port.number === target && port.protocol === protocol);
  return !isDeclared && !workload.probed.includes(target) && !workload.mentioned.includes(target);
}
