import { servedOn } from "./answers.ts";
import {
  failure,
  isListening,
  isRefusing,
  type ProbeOutcome,
  type ProbeTarget,
  SUCCESS,
} from "./probe-target.ts";

/** The client waits for a connection until its time is over, also where one is refused. */
export function grpcOutcome(
  { port, service = "" }: { port: number; service?: string },
  timeoutMs: number,
  target: ProbeTarget,
): ProbeOutcome {
  const within = `${timeoutMs / 1000}s`;
  const served = servedOn(target.answers, port);
  const speaks = served?.scheme ?? (target.answers.ports ? "HTTP" : "GRPC");
  if (!served || !isListening(target) || speaks !== "GRPC")
    return failure(
      `timeout: failed to connect service "${target.podIP}:${port}" within ${within}: context deadline exceeded`,
    );
  if ((served.takesMs ?? 0) > timeoutMs)
    return failure(`timeout: health rpc did not complete within ${within}`);
  if (served.paths && service !== "" && !served.paths.includes(service))
    return failure("error: health rpc probe failed: rpc error: code = NotFound desc = unknown service");
  return isRefusing(target) ? failure('service unhealthy (responded with "NOT_SERVING")') : SUCCESS;
}
