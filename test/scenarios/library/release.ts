import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { release } from "../objects/release.ts";
import type { WorkloadObject } from "../objects/workload.ts";
import { container, daemonSet, deployment, nameOf, statefulSet, withContainer } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Expectation, Scenario } from "../scenario.ts";

/** The revision that ran is back, and all of its pods are ready. */
const returned = (app: WorkloadObject, causes: Expectation["causes"]): Expectation => ({
  outcome: "repaired",
  causes,
  object: nameOf(app),
  finally: all(templateHolds(app), allReady(app)),
});

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
        expected: returned(app, ["bad-release"]),
      };
    },
  },
  {
    name: "release-with-a-bad-environment-value",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("backend");
      const level = vary.pick(["LOG_LEVEL", "CACHE_MODE", "STORAGE_DRIVER"]);
      const env = (value: string) => ({
        env: [
          { name: "REGION", value: "eu" },
          { name: level, value },
        ],
      });
      const app = statefulSet(vary, name, {
        replicas: 2,
        containers: [container(vary, name, env("standard"))],
      });
      return {
        ...release(vary, { from: app, to: withContainer(app, env("standrad")) }),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [
              {
                env: level,
                oneOf: ["standard", "verbose"],
                log: [`fatal: ${level}: unknown value "standrad"`],
              },
            ],
            exitCode: 1,
          }),
        ],
        expected: returned(app, ["bad-release", "bad-arguments"]),
      };
    },
  },
  {
    name: "release-without-a-needed-environment-variable",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("frontend");
      const url = { name: "UPSTREAM_URL", value: "http://upstream.internal:8080" };
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { env: [url, { name: "THEME", value: "dark" }] })],
      });
      const to = withContainer(app, {
        env: [{ name: "THEME", value: "dark" }],
        image: vary.image(name, "1.4.3"),
      });
      return {
        ...release(vary, { from: app, to }),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [{ env: "UPSTREAM_URL", matches: "^http", log: ["KeyError: 'UPSTREAM_URL'"] }],
          }),
        ],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        expected: returned(app, ["bad-release", "bad-arguments"]),
      };
    },
  },
  {
    name: "release-with-a-command-that-is-not-there",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("scheduler");
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, { command: ["/usr/local/bin/serve"], args: ["--config=/etc/app.yaml"] }),
        ],
      });
      return {
        ...release(vary, { from: app, to: withContainer(app, { command: ["/usr/local/bin/servd"] }) }),
        images: [{ image: vary.image(name, "1.4.2"), commands: ["/usr/local/bin/serve"] }],
        expected: returned(app, ["bad-release", "command-not-found"]),
      };
    },
  },
  {
    name: "release-with-a-flag-that-is-refused",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("proxy");
      const flag = vary.pick(["--listn", "--max-connexions", "--enable-legacy"]);
      const args = (...more: string[]) => ({ args: ["--port=8080", ...more] });
      const app = daemonSet(vary, name, { containers: [container(vary, name, args())] });
      return {
        ...release(vary, { from: app, to: withContainer(app, args(`${flag}=9`)) }),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [
              {
                argument: `${flag}=9`,
                isRefused: true,
                log: [`flag provided but not defined: -${flag.replace(/^-+/, "")}`, "Usage of proxy:"],
              },
            ],
            exitCode: 2,
          }),
        ],
        expected: returned(app, ["bad-release", "bad-arguments"]),
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
        expected: returned(app, ["bad-release", "probe-wrong"]),
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
        expected: returned(app, ["bad-release", "probe-wrong"]),
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
        expected: returned(app, ["bad-release"]),
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
        expected: returned(app, ["bad-release", "cpu-limit-too-low"]),
      };
    },
  },
];
