import type { Container } from "../store/objects.ts";
import type { Probe } from "../store/pod-parts.ts";

const KINDS = ["startupProbe", "livenessProbe", "readinessProbe"] as const;

const withDefaults = (probe: Probe): Probe => ({
  ...{ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  ...probe,
  ...(probe.httpGet && { httpGet: { path: "/", scheme: "HTTP", ...probe.httpGet } }),
  ...(probe.grpc && { grpc: { service: "", ...probe.grpc } }),
});

/** The probes that a container has, with what the API server fills in. */
export const probeDefaults = (container: Container): Partial<Container> =>
  Object.fromEntries(
    KINDS.flatMap((kind) => {
      const probe = container[kind];
      return probe ? [[kind, withDefaults(probe)]] : [];
    }),
  );
