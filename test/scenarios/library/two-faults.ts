import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { typo } from "../objects/typo.ts";
import { container, deployment, nameOf, statefulSet } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

const fromKey = (map: string) => ({
  env: [{ name: "RATE", valueFrom: { configMapKeyRef: { name: map, key: "rate_limit" } } }],
});

/** Two faults of one workload that have nothing to do with each other: each is repaired in turn. */
export const TWO_FAULTS: Scenario[] = [
  {
    name: "config-map-typo-and-then-too-little-memory",
    family: "many",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const map = `${name}-settings`;
      const resources = { requests: { memory: "32Mi" }, limits: { memory: "64Mi" } };
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources, ...fromKey(typo(vary, map)) })],
      });
      return {
        ...firstDeploy(vary, [configMap(vary, map, { rate_limit: "50" }), app]),
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(80, 100), afterMs: 4_000 }),
        ],
        withinSeconds: 1_800,
        expected: {
          outcome: "repaired",
          causes: ["config-missing"],
          object: nameOf(app),
          secondly: {
            outcome: "repaired",
            causes: ["memory-limit-too-low"],
            object: nameOf(app),
            finally: allReady(app),
          },
        },
      };
    },
  },
  {
    name: "image-tag-and-config-map-name-both-wrong",
    family: "many",
    needs: "nodes",
    play(vary) {
      const [proven, name] = [vary.name("worker"), vary.name("worker")];
      const map = `${name}-limits`;
      const [good, bad] = [vary.image("worker", "3.2.1"), vary.image("worker", "3.12")];
      const elsewhere = deployment(vary, proven, { containers: [container(vary, proven, { image: good })] });
      const app = deployment(vary, name, {
        containers: [container(vary, name, { image: bad, ...fromKey(typo(vary, map)) })],
      });
      return {
        before: [...neighbours(vary), elsewhere, configMap(vary, map, { rate_limit: "50" })],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [app] }],
        images: [{ image: bad, outcome: "not-found" }],
        withinSeconds: 1_800,
        expected: {
          outcome: "proposed",
          causes: ["image-not-found"],
          object: nameOf(app),
          secondly: {
            outcome: "repaired",
            causes: ["config-missing"],
            object: nameOf(app),
            finally: allReady(app),
          },
        },
      };
    },
  },
  {
    name: "two-containers-each-with-its-own-fault",
    family: "many",
    needs: "nodes",
    play(vary) {
      const name = vary.name("gateway");
      const map = `${name}-sidecar`;
      const resources = { requests: { memory: "32Mi" }, limits: { memory: "64Mi" } };
      const sidecar = { name: "agent", image: vary.image("agent", "1.0.3"), ...fromKey(typo(vary, map)) };
      const app = statefulSet(vary, name, { containers: [container(vary, name, { resources }), sidecar] });
      const main = vary.container(name);
      return {
        ...firstDeploy(vary, [configMap(vary, map, { rate_limit: "9" }), app]),
        behaviours: [
          behaves(
            vary,
            name,
            { kind: "needs-memory", mebibytes: vary.integer(80, 100), afterMs: 4_000 },
            { container: main },
          ),
        ],
        withinSeconds: 1_800,
        expected: {
          outcome: "repaired",
          causes: ["config-missing"],
          object: nameOf(app),
          secondly: {
            outcome: "repaired",
            causes: ["memory-limit-too-low"],
            object: nameOf(app),
            finally: all(allReady(app)),
          },
        },
      };
    },
  },
  {
    name: "wrong-probe-and-too-little-memory",
    family: "many",
    needs: "simulated",
    play(vary) {
      const name = vary.name("search");
      const port = vary.port();
      const resources = { requests: { memory: "32Mi" }, limits: { memory: "64Mi" } };
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            resources,
            ports: [{ name: "http", containerPort: port }],
            readinessProbe: { httpGet: { path: "/", port: vary.port() }, periodSeconds: 5 },
          }),
        ],
      });
      const needed = vary.integer(80, 100);
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, { kind: "serves", ports: [{ port }] }),
          behaves(
            vary,
            name,
            { kind: "needs-memory", mebibytes: needed, afterMs: 4_000, serves: [{ port }] },
            { memoryLimitBelowMebibytes: needed },
          ),
        ],
        withinSeconds: 1_800,
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          secondly: {
            outcome: "proposed",
            causes: ["probe-wrong"],
            object: nameOf(app),
            finally: allReady(app),
          },
        },
      };
    },
  },
];
