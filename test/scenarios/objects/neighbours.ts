import type { Vary } from "../scenario.ts";
import { configMap, cronJob, service } from "./other-objects.ts";
import { container, deployment, statefulSet } from "./workload.ts";

/** Healthy workloads that have nothing to do with what happens: how many and which differ by seed. */
export function neighbours(vary: Vary): object[] {
  const kinds = [web, queue, nightly, pair];
  const first = vary.integer(0, kinds.length - 1);
  return Array.from(
    { length: vary.integer(1, 2) },
    (_, index) => kinds[(first + index) % kinds.length],
  ).flatMap((make) => make?.(vary) ?? []);
}

function web(vary: Vary): object[] {
  const name = vary.name("web");
  const port = vary.port();
  const ports = [{ name: "http", containerPort: port }];
  const readinessProbe = { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 10 };
  return [
    deployment(vary, name, {
      replicas: vary.integer(1, 2),
      containers: [container(vary, name, { ports, readinessProbe })],
    }),
    service(vary, name, { labels: vary.labels(name), port: 80, targetPort: "http" }),
  ];
}

function queue(vary: Vary): object[] {
  const name = vary.name("queue");
  const port = vary.port();
  return [
    statefulSet(vary, name, { containers: [container(vary, name, { ports: [{ containerPort: port }] })] }),
    service(vary, name, { labels: vary.labels(name), port }, { clusterIP: "None" }),
  ];
}

function nightly(vary: Vary): object[] {
  const name = vary.name("report");
  const schedule = `${vary.integer(0, 59)} ${vary.integer(0, 5)} * * *`;
  return [cronJob(vary, name, { containers: [container(vary, name)] }, { schedule })];
}

/** A workload with a sidecar and settings from a ConfigMap. */
function pair(vary: Vary): object[] {
  const name = vary.name();
  const settings = `${name}-settings`;
  const proxy = { name: "proxy", image: vary.image("proxy", "2.0.1") };
  return [
    configMap(vary, settings, { MODE: "live", REGION: vary.pick(["eu", "us"]) }),
    deployment(vary, name, {
      containers: [container(vary, name, { envFrom: [{ configMapRef: { name: settings } }] }), proxy],
    }),
  ];
}
