import type { Probe } from "../../store/pod-parts.ts";
import { execOutcome } from "./exec-outcome.ts";
import { grpcOutcome } from "./grpc-outcome.ts";
import { httpOutcome } from "./http-outcome.ts";
import type { ProbeOutcome, ProbeTarget } from "./probe-target.ts";
import { tcpOutcome } from "./tcp-outcome.ts";

/** What one probe of a container comes to, in the kubelet's words. */
export function probeOutcome(probe: Probe, target: ProbeTarget): ProbeOutcome {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.exec) return execOutcome(probe.exec.command ?? [], timeoutMs, target);
  if (probe.httpGet) return httpOutcome(probe.httpGet, timeoutMs, target);
  if (probe.tcpSocket) return tcpOutcome(probe.tcpSocket, target);
  if (probe.grpc) return grpcOutcome(probe.grpc, timeoutMs, target);
  return { error: `missing probe handler for ${target.container.name}` };
}
