import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { configMap, secret } from "../objects/other-objects.ts";
import { firstDeploy, release } from "../objects/release.ts";
import { typo } from "../objects/typo.ts";
import { container, deployment, nameOf, statefulSet, withContainer, withPod } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario, Vary } from "../scenario.ts";

const fromKey = (map: string, name: string, key: string) => ({
  name,
  valueFrom: { configMapKeyRef: { name: map, key } },
});

const settings = (vary: Vary, map: string, more: Record<string, string> = {}) =>
  configMap(vary, map, { log_level: "info", cache_ttl: "300", ...more });

export const CONFIGURATION: Scenario[] = [
  {
    name: "config-map-name-with-a-typo",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const map = `${name}-settings`;
      const env = (ref: string) => ({
        env: [fromKey(ref, "LOG_LEVEL", "log_level"), fromKey(ref, "CACHE_TTL", "cache_ttl")],
      });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, env(typo(vary, map)))],
      });
      return {
        ...firstDeploy(vary, [settings(vary, map), configMap(vary, "unrelated-flags", { beta: "off" }), app]),
        expected: {
          outcome: "repaired",
          causes: ["config-missing"],
          object: nameOf(app),
          finally: all(templateHolds(withContainer(app, env(map))), allReady(app)),
        },
      };
    },
  },
  {
    name: "config-map-volume-with-a-typo",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("web");
      const map = `${name}-files`;
      const volumes = (ref: string) => ({
        volumes: [
          { name: "conf", configMap: { name: ref, items: [{ key: "site.conf", path: "site.conf" }] } },
        ],
      });
      const mounts = { volumeMounts: [{ name: "conf", mountPath: "/etc/site" }] };
      const app = statefulSet(vary, name, {
        containers: [container(vary, name, mounts)],
        pod: volumes(typo(vary, map)),
      });
      return {
        ...firstDeploy(vary, [configMap(vary, map, { "site.conf": "listen 8080;" }), app]),
        expected: {
          outcome: "repaired",
          causes: ["config-missing"],
          object: nameOf(app),
          finally: all(templateHolds(withPod(app, volumes(map))), allReady(app)),
        },
      };
    },
  },
  {
    name: "config-key-with-a-typo",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const map = `${name}-env`;
      const env = (key: string) => ({ env: [fromKey(map, "CACHE_TTL", key)] });
      const app = deployment(vary, name, {
        containers: [container(vary, name, env(typo(vary, "cache_ttl")))],
      });
      return {
        ...firstDeploy(vary, [settings(vary, map), app]),
        expected: {
          outcome: "repaired",
          causes: ["config-key-missing"],
          object: nameOf(app),
          finally: all(templateHolds(withContainer(app, env("cache_ttl"))), allReady(app)),
        },
      };
    },
  },
  {
    name: "config-map-that-only-the-new-revision-wants",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("router");
      const app = deployment(vary, name, { replicas: 2 });
      const to = withContainer(app, {
        envFrom: [{ configMapRef: { name: `feature-flags-${vary.integer(2, 9)}` } }],
      });
      return {
        ...release(vary, { from: app, to }),
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "config-missing"],
          object: nameOf(app),
          finally: all((read) => envFromOf(read(nameOf(app))), allReady(app)),
        },
      };
    },
  },
  {
    name: "config-mounted-at-the-wrong-path",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("gateway");
      const map = `${name}-conf`;
      const mount = (mountPath: string) => ({ volumeMounts: [{ name: "conf", mountPath }] });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, mount("/etc/gateway"))],
        pod: { volumes: [{ name: "conf", configMap: { name: map } }] },
      });
      return {
        ...release(vary, {
          from: app,
          to: withContainer(app, mount("/etc/gatewy")),
          beside: [configMap(vary, map, { "gateway.yaml": "routes: []" })],
        }),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [
              {
                path: "/etc/gateway/gateway.yaml",
                is: "file",
                log: ["open /etc/gateway/gateway.yaml: no such file or directory"],
              },
            ],
          }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "mount-path-wrong"],
          object: nameOf(app),
          finally: all(templateHolds(app), allReady(app)),
        },
      };
    },
  },
  {
    name: "config-folder-where-a-file-is-wanted",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("metrics");
      const map = `${name}-conf`;
      const mount = (more: object) => ({
        volumeMounts: [{ name: "conf", mountPath: "/app/config.yaml", ...more }],
      });
      const app = deployment(vary, name, {
        containers: [container(vary, name, mount({ subPath: "config.yaml" }))],
        pod: { volumes: [{ name: "conf", configMap: { name: map } }] },
      });
      const { volumeMounts } = mount({});
      return {
        ...release(vary, {
          from: app,
          to: withContainer(app, { volumeMounts }),
          beside: [configMap(vary, map, { "config.yaml": "interval: 15s" })],
        }),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [
              { path: "/app/config.yaml", is: "file", log: ["read /app/config.yaml: is a directory"] },
            ],
          }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "mount-path-wrong"],
          object: nameOf(app),
          finally: all(templateHolds(app), allReady(app)),
        },
      };
    },
  },
  {
    name: "config-user-that-may-not-be-root",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("upload");
      const app = deployment(vary, name, { replicas: 2 });
      const to = withPod(app, { securityContext: { runAsNonRoot: true } });
      return {
        ...release(vary, { from: app, to }),
        images: [{ image: vary.image(name, "1.4.2"), runsAsRoot: true }],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "user-not-allowed"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "secret-name-with-a-typo-that-others-use",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const [other, name] = [vary.name("jobs"), vary.name("api")];
      const right = `${vary.pick(["postgres", "mysql", "redis"])}-credentials`;
      const env = (ref: string) => ({
        env: [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: ref, key: "password" } } }],
      });
      const elsewhere = deployment(vary, other, { containers: [container(vary, other, env(right))] });
      const app = deployment(vary, name, { containers: [container(vary, name, env(typo(vary, right)))] });
      return {
        before: [secret(vary, right, { username: "app", password: "hunter2hunter2" }), elsewhere],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "proposed",
          causes: ["secret-missing"],
          object: nameOf(app),
          finally: all(templateHolds(withContainer(app, env(right))), allReady(app)),
        },
      };
    },
  },
];

function envFromOf(object: KubernetesObject | undefined): string | undefined {
  const spec = object?.spec as { template: { spec: { containers: { envFrom?: unknown[] }[] } } } | undefined;
  const left = spec?.template.spec.containers[0]?.envFrom ?? [];
  return left.length === 0 ? undefined : "the reference of the new revision is still there";
}
