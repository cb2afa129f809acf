import type { Behaviour, BehaviourRule } from "../../../src/simulation/kubelet/behaviour.ts";
import type { Vary } from "../scenario.ts";
import { behaves } from "./behaves.ts";
import { service } from "./other-objects.ts";
import { type ContainerSpec, container, deployment, type WorkloadObject } from "./workload.ts";

export interface Served {
  name: string;
  /** What the container listens on, and what it calls this port. */
  port: number;
  portName: string;
  /** What the Service listens on. */
  servicePort: number;
  app: WorkloadObject;
  front: ReturnType<typeof service>;
  objects: object[];
  /** That it listens there and nowhere else. */
  rule: BehaviourRule;
}

/** A Deployment that listens on one port, declares it and is probed there, with a Service of its name in front. */
export function served(
  vary: Vary,
  role: string,
  options: {
    replicas?: number;
    byName?: boolean;
    container?: Partial<ContainerSpec>;
    pod?: Record<string, unknown>;
  } = {},
): Served {
  const name = vary.name(role);
  const port = vary.port();
  const portName = vary.pick(["http", "web", "api", "http-main"]);
  const servicePort = vary.pick([80, 8888, port]);
  const readinessProbe = { httpGet: { path: "/ready", port }, periodSeconds: 5 };
  const ports = [{ name: portName, containerPort: port }];
  const app = deployment(vary, name, {
    replicas: options.replicas ?? vary.integer(1, 3),
    containers: [container(vary, name, { ports, readinessProbe, ...options.container })],
    ...(options.pod && { pod: options.pod }),
  });
  const targetPort = (options.byName ?? vary.pick([true, false])) ? portName : port;
  const front = service(vary, name, { labels: vary.labels(name), port: servicePort, targetPort });
  const rule = behaves(vary, name, { kind: "serves", ports: [{ port }] });
  return { name, port, portName, servicePort, app, front, objects: [app, front], rule };
}

/** A Deployment that calls others by name, and is not ready while one of them does not answer. */
export function caller(
  vary: Vary,
  role: string,
  calls: { host: string; port: number }[],
  options: {
    orElse?: "exits" | "not-ready";
    failLog?: string[];
    env?: { name: string; value: string }[];
  } = {},
): { name: string; app: WorkloadObject; rule: BehaviourRule } {
  const name = vary.name(role);
  const app = deployment(vary, name, {
    containers: [container(vary, name, { ...(options.env && { env: options.env }) })],
  });
  const behaviour: Behaviour = {
    kind: "calls",
    hosts: calls,
    orElse: options.orElse ?? "not-ready",
    ...(options.failLog && { failLog: options.failLog }),
  };
  return { name, app, rule: behaves(vary, name, behaviour) };
}
