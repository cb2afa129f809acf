import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { service } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import { templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

export const PROBES_FOR_A_PERSON: Scenario[] = [
  {
    name: "probe-of-a-path-that-nothing-proves",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("blog");
      const port = vary.port();
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            readinessProbe: { httpGet: { path: "/internal/health/check", port }, periodSeconds: 5 },
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port, paths: ["/posts", "/about"] }] })],
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: {
          outcome: "person",
          causes: ["probe-wrong"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "probe-with-a-command-that-is-not-there",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("postgres");
      const probe = { exec: { command: ["/usr/local/bin/pg_ready", "-q"] }, periodSeconds: 5 };
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, { command: ["/usr/lib/postgresql/bin/postgres"], readinessProbe: probe }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), commands: ["/usr/lib/postgresql/bin/postgres"] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        expected: {
          outcome: "person",
          causes: ["probe-wrong"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "probe-that-reports-a-dead-dependency",
    family: "probes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const [name, cache] = [vary.name("api"), vary.name("cache")];
      const [port, cachePort] = [vary.port(), vary.port()];
      const redis = deployment(vary, cache, {
        containers: [container(vary, cache, { ports: [{ containerPort: cachePort }] })],
      });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            env: [{ name: "CACHE_ADDR", value: `${cache}:${cachePort}` }],
            readinessProbe: { httpGet: { path: "/ready", port }, periodSeconds: 5 },
          }),
        ],
      });
      const log = ["Can't handle RDB format version 12", "Fatal error loading the DB, exiting."];
      return {
        before: [
          ...neighbours(vary),
          redis,
          service(vary, cache, { labels: vary.labels(cache), port: cachePort }),
          app,
        ],
        healthySeconds: 240,
        steps: [
          {
            afterSeconds: 0,
            behave: [behaves(vary, cache, { kind: "crashes", afterMs: 2_000, exitCode: 1, log })],
          },
          { afterSeconds: 1, remove: { kind: "Pod", name: `${cache}-*` } },
        ],
        behaviours: [
          behaves(vary, cache, { kind: "serves", ports: [{ port: cachePort }] }),
          behaves(vary, name, {
            kind: "calls",
            hosts: [{ host: cache, port: cachePort }],
            orElse: "not-ready",
            serves: [{ port }],
          }),
        ],
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: {
          outcome: "person",
          causes: ["application-crash", "dependency-down", "unknown"],
          object: nameOf(redis),
          finally: templateHolds(app),
        },
      };
    },
  },
];
