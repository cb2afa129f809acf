import { behaves } from "../objects/behaves.ts";
import { release, returnedTo } from "../objects/release.ts";
import { container, daemonSet, deployment, statefulSet, withContainer } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

export const RELEASE_SETTINGS: Scenario[] = [
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
        expected: returnedTo(app, ["bad-release", "bad-arguments"]),
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
        expected: returnedTo(app, ["bad-release", "bad-arguments"]),
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
        expected: returnedTo(app, ["bad-release", "command-not-found"]),
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
        expected: returnedTo(app, ["bad-release", "bad-arguments"]),
      };
    },
  },
];
