import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap, secret } from "../objects/other-objects.ts";
import { firstDeploy, release, returnedTo } from "../objects/release.ts";
import { served } from "../objects/served.ts";
import { container, deployment, nameOf, withContainer, withPod } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

const restart = (at: string) => ({
  spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": at } } } },
});

/** What releases and restarts bring out, as public benchmarks inject it. */
export const UNSEEN_RELEASES: Scenario[] = [
  {
    name: "unseen-sidecar-that-takes-the-port-of-the-main-container",
    family: "release",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "web", { replicas: 2 });
      const log = vary.pick([
        [`listen tcp :${back.port}: bind: address already in use`],
        [`nginx: [emerg] bind() to 0.0.0.0:${back.port} failed (98: Address already in use)`],
        [`Error: listen EADDRINUSE: address already in use :::${back.port}`],
      ]);
      const proxy = {
        name: "metrics-proxy",
        image: vary.image("metrics-proxy", "0.9.1"),
        resources: { requests: { cpu: "10m", memory: "16Mi" } },
      };
      const next = withPod(back.app, { containers: [...back.app.spec.template.spec.containers, proxy] });
      return {
        ...release(vary, { from: back.app, to: next, beside: [back.front] }),
        behaviours: [
          back.rule,
          behaves(
            vary,
            back.name,
            { kind: "crashes", afterMs: 900, exitCode: 1, log },
            { container: proxy.name },
          ),
        ],
        expected: returnedTo(back.app, ["bad-release"]),
      };
    },
  },
  {
    name: "unseen-sidecar-that-takes-the-port-from-the-first",
    family: "release",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("web");
      const port = vary.port();
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, { ports: [{ containerPort: port }] }),
          { name: "exporter", image: vary.image("exporter", "0.3.0"), ports: [{ containerPort: port }] },
        ],
      });
      const log = [`OSError: [Errno 98] Address already in use: ('0.0.0.0', ${port})`];
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, { kind: "serves", ports: [{ port }] }),
          behaves(vary, name, { kind: "crashes", afterMs: 900, exitCode: 1, log }, { container: "exporter" }),
        ],
        expected: {
          outcome: "person",
          causes: ["application-crash", "bad-arguments", "bad-release"],
          object: nameOf(app),
        },
      };
    },
  },
  {
    name: "unseen-liveness-made-far-too-eager",
    family: "probes",
    needs: "simulated",
    play(vary) {
      const name = vary.name("search");
      const port = vary.port();
      const probe = (more: object) => ({ httpGet: { path: "/health", port }, ...more });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            livenessProbe: probe({ initialDelaySeconds: 60, periodSeconds: 10, failureThreshold: 3 }),
          }),
        ],
      });
      const eager = { initialDelaySeconds: 1, periodSeconds: 1, failureThreshold: 1 };
      const startsAfterMs = vary.integer(14, 25) * 1000;
      return {
        ...release(vary, { from: app, to: withContainer(app, { livenessProbe: probe(eager) }) }),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port }], startsAfterMs })],
        expected: returnedTo(app, ["bad-release", "probe-too-early"]),
      };
    },
  },
  {
    name: "unseen-environment-variable-renamed-by-a-release",
    family: "release",
    needs: "simulated",
    play(vary) {
      const name = vary.name("worker");
      const [right, wrong] = vary.pick([
        ["DB_HOST", "DBHOST"],
        ["DATABASE_URL", "DATABSE_URL"],
        ["REDIS_ADDR", "REDIS_ADRR"],
      ]) as [string, string];
      const env = (key: string) => ({
        env: [
          { name: "MODE", value: "live" },
          { name: key, value: "db.internal" },
        ],
      });
      const app = deployment(vary, name, { containers: [container(vary, name, env(right))] });
      const log = ["Traceback (most recent call last):", `KeyError: '${right}'`];
      return {
        ...release(vary, { from: app, to: withContainer(app, env(wrong)) }),
        behaviours: [behaves(vary, name, { kind: "demands", settings: [{ env: right, log }] })],
        expected: returnedTo(app, ["bad-release", "bad-arguments"]),
      };
    },
  },
  {
    // The environment comes from the map: the revision before would read the same broken value.
    name: "unseen-value-broken-in-a-map-and-restarted",
    family: "configuration",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const map = `${name}-env`;
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { envFrom: [{ configMapRef: { name: map } }] })],
      });
      const bad = vary.pick(["ten", "", "8o"]);
      const log = [`invalid value "${bad}" for POOL_SIZE: strconv.Atoi: parsing "${bad}": invalid syntax`];
      return {
        before: [configMap(vary, map, { POOL_SIZE: "10", MODE: "live" }), app, ...neighbours(vary)],
        healthySeconds: vary.integer(660, 720),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [{ env: "POOL_SIZE", matches: "^[0-9]+$", log }],
          }),
        ],
        steps: [
          {
            afterSeconds: 0,
            patch: { kind: "ConfigMap", name: map },
            with: { data: { POOL_SIZE: bad } },
          },
          { afterSeconds: 20, patch: nameOf(app), with: restart("2026-03-02T09:00:00Z") },
        ],
        expected: {
          outcome: "person",
          causes: ["config-content-invalid", "bad-arguments"],
          object: { kind: "ConfigMap", name: map },
          alsoRight: { objects: [nameOf(app)] },
        },
      };
    },
  },
  {
    name: "unseen-key-of-a-secret-renamed-and-restarted",
    family: "configuration",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("billing");
      const of = `${name}-credentials`;
      const env = [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: of, key: "password" } } }];
      const app = deployment(vary, name, { replicas: 2, containers: [container(vary, name, { env })] });
      return {
        before: [secret(vary, of, { password: "p", username: "u" }), app, ...neighbours(vary)],
        healthySeconds: vary.integer(660, 720),
        steps: [
          { afterSeconds: 0, apply: [secret(vary, of, { db_secret: "p", username: "u" })] },
          { afterSeconds: 15, patch: nameOf(app), with: restart("2026-03-02T10:00:00Z") },
        ],
        expected: {
          outcome: "person",
          causes: ["secret-key-missing"],
          object: nameOf(app),
          alsoRight: { objects: [{ kind: "Secret", name: of }] },
        },
      };
    },
  },
  {
    name: "unseen-image-by-digest-of-another-architecture",
    family: "images",
    needs: "simulated",
    play(vary) {
      const name = vary.name("media");
      const app = deployment(vary, name, { replicas: 2 });
      const digest = Array.from({ length: 64 }, () => vary.pick([..."0123456789abcdef"])).join("");
      const image = `${vary.image(name, "x").replace(/:x$/, "")}@sha256:${digest}`;
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        images: [{ image, outcome: "wrong-architecture" }],
        expected: returnedTo(app, ["bad-release", "image-wrong-architecture"]),
      };
    },
  },
];
