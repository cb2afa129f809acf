import { behaves } from "../objects/behaves.ts";
import { release, returnedTo } from "../objects/release.ts";
import { container, deployment, withContainer } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

export const RELEASE: Scenario[] = [
  {
    name: "release-whose-image-crashes",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: vary.integer(2, 3) });
      const image = vary.image(name, vary.pick(["1.5.0", "2.0.0-rc1", "2024.11.3"]));
      const log = [
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "goroutine 1 [running]:",
      ];
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 1_500, exitCode: 2, log }, { image })],
        expected: returnedTo(app, ["bad-release"]),
      };
    },
  },
  {
    name: "release-that-listens-on-another-port",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("graphql");
      const [port, other] = [vary.port(), vary.port()];
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            ports: [{ name: "http", containerPort: port }],
            readinessProbe: { httpGet: { path: "/ready", port }, periodSeconds: 5 },
          }),
        ],
      });
      const image = vary.image(name, "2.0.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        behaviours: [
          behaves(vary, name, { kind: "serves", ports: [{ port }] }),
          behaves(
            vary,
            name,
            { kind: "serves", ports: [{ port: other }], log: [`listening on :${other}`] },
            { image },
          ),
        ],
        expected: returnedTo(app, ["bad-release", "probe-wrong"]),
      };
    },
  },
  {
    name: "release-that-is-never-ready-while-the-old-one-serves",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("search");
      const port = vary.port();
      const app = deployment(vary, name, {
        replicas: 3,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            readinessProbe: { httpGet: { path: "/ready", port }, periodSeconds: 5 },
          }),
        ],
        spec: { progressDeadlineSeconds: 120 },
      });
      const image = vary.image(name, "1.5.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        behaviours: [
          behaves(vary, name, { kind: "serves", ports: [{ port }] }),
          behaves(
            vary,
            name,
            { kind: "serves", ports: [{ port, paths: ["/"] }], log: ["warming up"] },
            { image },
          ),
        ],
        expected: returnedTo(app, ["bad-release", "probe-wrong"]),
      };
    },
  },
  {
    name: "release-of-a-sidecar-that-crashes",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("media");
      const sidecar = (tag: string) => ({ name: "envoy", image: vary.image("envoy", tag) });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name), sidecar("1.28.0")],
      });
      const image = vary.image("envoy", "1.31.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }, 1) }),
        behaviours: [
          behaves(
            vary,
            name,
            {
              kind: "crashes",
              afterMs: 2_000,
              exitCode: 1,
              log: ["error initializing configuration '/etc/envoy/envoy.yaml'"],
            },
            { container: "envoy", image },
          ),
        ],
        alert: { alertname: "KubePodCrashLooping", pod: `${name}-*`, container: "envoy" },
        expected: returnedTo(app, ["bad-release"]),
      };
    },
  },
  {
    name: "release-with-too-little-cpu",
    family: "memory-and-cpu",
    needs: "simulated",
    play(vary) {
      const name = vary.name("pricing");
      const port = vary.port();
      const cpu = (limit: string) => ({
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { cpu: limit } },
      });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            ...cpu("500m"),
            ports: [{ containerPort: port }],
            livenessProbe: { httpGet: { path: "/live", port }, initialDelaySeconds: 20, periodSeconds: 5 },
            readinessProbe: { httpGet: { path: "/ready", port }, periodSeconds: 5 },
          }),
        ],
      });
      return {
        ...release(vary, { from: app, to: withContainer(app, cpu("25m")) }),
        behaviours: [
          behaves(vary, name, {
            kind: "needs-cpu",
            millicores: 500,
            readyAfterMs: 8_000,
            serves: [{ port }],
          }),
        ],
        expected: returnedTo(app, ["bad-release", "cpu-limit-too-low"]),
      };
    },
  },
];
