import { describe, expect, test } from "vitest";
import { killedBy, parseProbeFailure } from "../../../src/diagnosis/probes/probe-event.ts";

const told = (message: string) => {
  const failure = parseProbeFailure(message);
  return failure && [failure.probe, ...Object.values(failure.problem)].join(" ");
};

describe("why a probe failed, as the kubelet tells it", () => {
  test.each([
    ["Liveness probe failed: HTTP probe failed with statuscode: 404", "livenessProbe status 404"],
    [
      'Readiness probe failed: Get "http://10.244.0.13:8080/": dial tcp 10.244.0.13:8080: connect: connection refused',
      "readinessProbe refused",
    ],
    ["Liveness probe failed: dial tcp 10.244.0.7:8081: connect: connection refused", "livenessProbe refused"],
    [
      'Readiness probe failed: Get "https://10.1.1.1:8080/": http: server gave HTTP response to HTTPS client',
      "readinessProbe speaks-http",
    ],
    [
      'Startup probe failed: Get "http://10.1.1.1:8443/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02"',
      "startupProbe speaks-tls",
    ],
    [
      'Readiness probe failed: Get "http://10.1.1.1:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      "readinessProbe timeout false",
    ],
    ["Readiness probe failed: dial tcp 10.1.1.1:80: i/o timeout", "readinessProbe timeout true"],
    [
      'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "htpp": invalid syntax',
      "readinessProbe port-name htpp",
    ],
    [
      'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "a1": OCI runtime exec failed: exec failed: unable to start container process: exec: "pg_ready": executable file not found in $PATH: unknown',
      "readinessProbe command-missing",
    ],
    [
      "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory",
      "livenessProbe command-failed cat: can't open '/tmp/healthy': No such file or directory",
    ],
    [
      "Readiness probe failed: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health",
      "readinessProbe not-grpc-health",
    ],
    ["Back-off restarting failed container", undefined],
  ])("%s", (message, expected) => {
    expect(told(message)).toBe(expected);
  });

  test.each([
    ["Container web failed liveness probe, will be restarted", { container: "web", probe: "livenessProbe" }],
    ["Container web failed startup probe, will be restarted", { container: "web", probe: "startupProbe" }],
    ["Stopping container web", undefined],
  ])("who ended the container: %s", (message, expected) => {
    expect(killedBy(message)).toEqual(expected);
  });
});
