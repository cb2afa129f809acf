import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap, secret } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, deployment, nameOf, statefulSet, type WorkloadObject } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Expectation, ObjectName, Scenario } from "../scenario.ts";

const ofAPerson = (
  app: WorkloadObject,
  causes: Expectation["causes"],
  objects: ObjectName[] = [],
): Expectation => ({
  outcome: "person",
  causes,
  object: nameOf(app),
  alsoRight: { objects },
  finally: templateHolds(app),
});

export const CONFIGURATION_FOR_A_PERSON: Scenario[] = [
  {
    name: "config-map-that-nobody-made",
    family: "configuration",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const map = `${name}-runtime`;
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { envFrom: [{ configMapRef: { name: map } }] })],
      });
      return {
        ...firstDeploy(vary, [configMap(vary, "billing-rates", { vat: "19" }), app]),
        expected: ofAPerson(app, ["config-missing"], [{ kind: "ConfigMap", name: map }]),
      };
    },
  },
  {
    name: "config-map-with-two-near-names",
    family: "configuration",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("feeder");
      const env = {
        env: [{ name: "RATE", valueFrom: { configMapKeyRef: { name: `${name}-config`, key: "rate" } } }],
      };
      const app = deployment(vary, name, { containers: [container(vary, name, env)] });
      const maps = [`${name}-config1`, `${name}-config2`].map((map, at) =>
        configMap(vary, map, { rate: `${10 * (at + 1)}` }),
      );
      return {
        ...firstDeploy(vary, [...maps, app]),
        expected: ofAPerson(app, ["config-missing"], [{ kind: "ConfigMap", name: `${name}-config` }]),
      };
    },
  },
  {
    name: "config-map-of-a-near-name-without-the-key",
    family: "configuration",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("notify");
      const env = {
        env: [
          { name: "SMTP_HOST", valueFrom: { configMapKeyRef: { name: `${name}-confg`, key: "smtp_host" } } },
        ],
      };
      const app = deployment(vary, name, { containers: [container(vary, name, env)] });
      return {
        ...firstDeploy(vary, [configMap(vary, `${name}-config`, { theme: "dark" }), app]),
        expected: ofAPerson(app, ["config-missing"], [{ kind: "ConfigMap", name: `${name}-confg` }]),
      };
    },
  },
  {
    name: "config-key-that-an-immutable-map-lacks",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("planner");
      const map = `${name}-v3`;
      const env = {
        env: [{ name: "HORIZON", valueFrom: { configMapKeyRef: { name: map, key: "horizon_days" } } }],
      };
      const app = deployment(vary, name, { containers: [container(vary, name, env)] });
      return {
        ...firstDeploy(vary, [configMap(vary, map, { solver: "cbc" }, { immutable: true }), app]),
        expected: ofAPerson(app, ["config-key-missing"], [{ kind: "ConfigMap", name: map }]),
      };
    },
  },
  {
    name: "secret-that-nobody-made",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("payout");
      const missing = `${name}-keys`;
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, { volumeMounts: [{ name: "keys", mountPath: "/keys", readOnly: true }] }),
        ],
        pod: { volumes: [{ name: "keys", secret: { secretName: missing } }] },
      });
      return {
        ...firstDeploy(vary, [app]),
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: ofAPerson(app, ["secret-missing"], [{ kind: "Secret", name: missing }]),
      };
    },
  },
  {
    name: "secret-without-the-key",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("crm");
      const holder = `${name}-db`;
      const env = {
        env: [{ name: "DB_URL", valueFrom: { secretKeyRef: { name: holder, key: "connection-string" } } }],
      };
      const app = statefulSet(vary, name, { containers: [container(vary, name, env)] });
      return {
        ...firstDeploy(vary, [secret(vary, holder, { user: "crm", password: "s3cret-s3cret" }), app]),
        expected: ofAPerson(app, ["secret-key-missing"], [{ kind: "Secret", name: holder }]),
      };
    },
  },
  {
    name: "config-content-that-the-program-refuses",
    family: "configuration",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("rules");
      const map = `${name}-config`;
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { volumeMounts: [{ name: "conf", mountPath: "/etc/rules" }] })],
        pod: { volumes: [{ name: "conf", configMap: { name: map } }] },
      });
      const metadata = { annotations: { "kubectl.kubernetes.io/restartedAt": "2025-01-01T00:00:00Z" } };
      return {
        before: [...neighbours(vary), configMap(vary, map, { "rules.yaml": "version: 2" }), app],
        healthySeconds: 660,
        steps: [
          {
            afterSeconds: 0,
            patch: { kind: "ConfigMap", name: map },
            with: { data: { "rules.yaml": "version 2;;" } },
          },
          { afterSeconds: 5, patch: nameOf(app), with: { spec: { template: { metadata } } } },
        ],
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [
              {
                path: "/etc/rules/rules.yaml",
                is: "file",
                matches: "^version: \\d",
                log: ["/etc/rules/rules.yaml:1: mapping values are not allowed in this context"],
              },
            ],
          }),
        ],
        // The revision before it reads the same ConfigMap: a return would change nothing.
        expected: ofAPerson(app, ["config-content-invalid"], [{ kind: "ConfigMap", name: map }]),
      };
    },
  },
  {
    name: "config-deleted-under-a-running-workload",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("session");
      const map = `${name}-options`;
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { envFrom: [{ configMapRef: { name: map } }] })],
      });
      return {
        before: [...neighbours(vary), configMap(vary, map, { TTL: "900" }), app],
        healthySeconds: 300,
        steps: [
          { afterSeconds: 0, remove: { kind: "ConfigMap", name: map } },
          { afterSeconds: 5, remove: { kind: "Pod", name: `${name}-*` } },
        ],
        expected: ofAPerson(app, ["config-missing"], [{ kind: "ConfigMap", name: map }]),
      };
    },
  },
  {
    name: "config-user-that-may-not-be-root-at-first",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("resize");
      const app = deployment(vary, name, { pod: { securityContext: { runAsNonRoot: true } } });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), runsAsRoot: true }],
        expected: ofAPerson(app, ["user-not-allowed"]),
      };
    },
  },
  {
    name: "config-that-is-optional",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("preview");
      const envFrom = [{ configMapRef: { name: `${name}-overrides`, optional: true } }];
      const app = deployment(vary, name, { replicas: 2, containers: [container(vary, name, { envFrom })] });
      return {
        ...firstDeploy(vary, [app]),
        expected: {
          outcome: "nothing",
          causes: [],
          object: null,
          finally: all(templateHolds(app), allReady(app)),
        },
      };
    },
  },
];
