import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { service } from "../objects/other-objects.ts";
import { firstDeploy, release } from "../objects/release.ts";
import { container, daemonSet, deployment, nameOf, statefulSet, withContainer } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

const http = (path: string, port: number | string, more: object = {}) => ({
  httpGet: { path, port },
  periodSeconds: 5,
  ...more,
});

export const PROBES: Scenario[] = [
  {
    name: "probe-of-the-wrong-port",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const port = vary.port();
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            ports: [{ name: "http", containerPort: port }],
            readinessProbe: http("/", vary.port()),
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [
          app,
          service(vary, name, { labels: vary.labels(name), port: 80, targetPort: "http" }),
        ]),
        behaviours: [
          behaves(vary, name, { kind: "serves", ports: [{ port }], log: [`listening on 0.0.0.0:${port}`] }),
        ],
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: {
          outcome: "proposed",
          causes: ["probe-wrong"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "probe-of-the-wrong-path-beside-a-right-one",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("web");
      const port = vary.port();
      const right = vary.pick(["/healthz", "/status", "/-/healthy"]);
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            livenessProbe: http(`${right}zz`, port, { failureThreshold: 3, initialDelaySeconds: 10 }),
            readinessProbe: http(right, port),
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port, paths: [right] }] })],
        expected: {
          outcome: "proposed",
          causes: ["probe-wrong"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "probe-of-the-wrong-scheme",
    family: "probes",
    needs: "simulated",
    play(vary) {
      const name = vary.name("vault");
      const port = vary.port();
      const app = statefulSet(vary, name, {
        containers: [
          container(vary, name, {
            ports: [{ name: "https", containerPort: port }],
            readinessProbe: http("/ready", port),
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port, scheme: "HTTPS" }] })],
        alert: { alertname: "KubeStatefulSetReplicasMismatch", statefulset: name },
        expected: {
          outcome: "proposed",
          causes: ["probe-wrong"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "probe-that-kills-a-slow-start",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("engine");
      const port = vary.port();
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            livenessProbe: http("/healthz", port, { initialDelaySeconds: 5, failureThreshold: 3 }),
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "serves",
            ports: [{ port }],
            startsAfterMs: vary.integer(35, 50) * 1_000,
            log: ["loading model weights (1/4)", "loading model weights (2/4)"],
          }),
        ],
        withinSeconds: 1_200,
        expected: {
          outcome: "proposed",
          causes: ["probe-too-early"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "probe-with-a-time-out-too-short",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("report");
      const port = vary.port();
      const app = daemonSet(vary, name, {
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            readinessProbe: http("/ready", port, { timeoutSeconds: 1, periodSeconds: 10 }),
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, { kind: "serves", ports: [{ port, takesMs: vary.integer(1_500, 2_500) }] }),
        ],
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: {
          outcome: "proposed",
          causes: ["probe-too-strict"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "probe-changed-by-the-last-release",
    family: "probes",
    needs: "nodes",
    play(vary) {
      const name = vary.name("checkout");
      const port = vary.port();
      const app = deployment(vary, name, {
        replicas: 3,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            livenessProbe: http("/live", port),
            readinessProbe: http("/ready", port),
          }),
        ],
      });
      const to = withContainer(app, { readinessProbe: http("/ready", vary.port()) });
      return {
        ...release(vary, { from: app, to }),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port, paths: ["/live", "/ready"] }] })],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "probe-wrong"],
          object: nameOf(app),
          finally: all(templateHolds(app), allReady(app)),
        },
      };
    },
  },
];
