import { servedOn } from "./answers.ts";
import {
  failure,
  isListening,
  isRefusing,
  type ProbeOutcome,
  type ProbeTarget,
  SUCCESS,
} from "./probe-target.ts";
import { resolvePort } from "./resolve-port.ts";

export function tcpOutcome(
  socket: { port: number | string; host?: string },
  target: ProbeTarget,
): ProbeOutcome {
  const resolved = resolvePort(socket.port, target.container);
  if ("error" in resolved) return resolved;
  const isOpen = isListening(target) && !isRefusing(target) && servedOn(target.answers, resolved.port);
  const address = `${socket.host || target.podIP}:${resolved.port}`;
  return isOpen ? SUCCESS : failure(`dial tcp ${address}: connect: connection refused`);
}
