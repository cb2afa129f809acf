import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { caller, served } from "../objects/served.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

/** Names, networks, access, Jobs and alerts, as public benchmarks and exercises set them. */
export const UNSEEN_CALLS: Scenario[] = [
  {
    name: "unseen-init-container-that-waits-for-a-service-for-ever",
    family: "network",
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const host = `${vary.name("db")}.${vary.namespace}.svc.cluster.local`;
      const app = deployment(vary, name, {
        pod: {
          initContainers: [
            {
              name: "wait-for-db",
              image: vary.image("busybox", "1.36"),
              command: ["sh", "-c", `until nslookup ${host}; do echo waiting for db; sleep 2; done`],
            },
          ],
        },
      });
      const log = [`** server can't find ${host}: NXDOMAIN`, "waiting for db"];
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(
            vary,
            name,
            { kind: "calls", hosts: [{ host, port: 5432 }], orElse: "not-ready", failLog: log },
            { container: "wait-for-db" },
          ),
        ],
        expected: {
          outcome: "person",
          causes: ["dependency-name-wrong", "dependency-down"],
          object: nameOf(app),
        },
      };
    },
  },
  {
    name: "unseen-service-renamed-under-its-caller",
    family: "network",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "db", { replicas: 1 });
      const front = caller(vary, "api", [{ host: back.name, port: back.servicePort }], {
        env: [{ name: "DB_HOST", value: back.name }],
      });
      const renamed = {
        ...back.front,
        metadata: { ...back.front.metadata, name: `${back.name}-primary` },
      };
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 300,
        behaviours: [back.rule, front.rule],
        steps: [
          { afterSeconds: 0, apply: [renamed] },
          { afterSeconds: 5, remove: { kind: "Service", name: back.name } },
        ],
        expected: {
          outcome: "proposed",
          causes: ["service-deleted"],
          object: { kind: "Service", name: back.name },
          alsoRight: { outcomes: ["person"], objects: [nameOf(front.app)] },
        },
      };
    },
  },
  {
    name: "unseen-all-egress-denied-with-names",
    family: "network",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "web", [{ host: back.name, port: back.servicePort }], {
        env: [{ name: "STORE", value: `http://${back.name}:${back.servicePort}` }],
        orElse: vary.pick(["exits", "not-ready"]),
      });
      const policy = vary.pick(["deny-egress", "lockdown"]);
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 300,
        behaviours: [back.rule, front.rule],
        steps: [
          {
            afterSeconds: 0,
            apply: [
              other(vary, "networking.k8s.io/v1", "NetworkPolicy", policy, {
                spec: { podSelector: {}, policyTypes: ["Egress"] },
              }),
            ],
          },
        ],
        expected: {
          outcome: "person",
          causes: ["network-policy-blocks"],
          object: { kind: "NetworkPolicy", name: policy },
        },
      };
    },
  },
  {
    name: "unseen-ingress-rule-for-a-namespace-that-has-no-such-label",
    family: "network",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "auth", { replicas: 2 });
      const front = caller(vary, "api", [{ host: back.name, port: back.servicePort }]);
      const policy = `${back.name}-from`;
      const from = [{ namespaceSelector: { matchLabels: { team: vary.pick(["payments", "edge"]) } } }];
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 300,
        behaviours: [back.rule, front.rule],
        steps: [
          {
            afterSeconds: 0,
            apply: [
              other(vary, "networking.k8s.io/v1", "NetworkPolicy", policy, {
                spec: {
                  podSelector: { matchLabels: vary.labels(back.name) },
                  policyTypes: ["Ingress"],
                  ingress: [{ from }],
                },
              }),
            ],
          },
        ],
        expected: {
          outcome: "person",
          causes: ["network-policy-blocks"],
          object: { kind: "NetworkPolicy", name: policy },
        },
      };
    },
  },
  {
    name: "unseen-dependency-that-crashes-by-a-release-while-its-caller-crashes-too",
    family: "many",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "ledger", { replicas: 1 });
      const app = { ...back.app, spec: { ...back.app.spec, strategy: { type: "Recreate" } } };
      const front = caller(vary, "web", [{ host: back.name, port: back.servicePort }], {
        orElse: "exits",
        env: [{ name: "LEDGER_HOST", value: back.name }],
      });
      const image = vary.image(back.name, "2.0.0");
      return {
        before: [app, back.front, front.app, ...neighbours(vary)],
        healthySeconds: 660,
        behaviours: [
          back.rule,
          behaves(
            vary,
            back.name,
            { kind: "crashes", afterMs: 1_500, exitCode: 2, log: ["panic: nil map"] },
            { image },
          ),
          front.rule,
        ],
        steps: [{ afterSeconds: 0, apply: [withContainer(app, { image })] }],
        alert: { alertname: "HighErrorRate", deployment: front.name },
        expected: {
          outcome: "repaired",
          causes: ["bad-release"],
          object: nameOf(app),
          finally: allReady(front.app),
        },
      };
    },
  },
  {
    name: "unseen-pull-of-a-private-image-without-a-secret",
    family: "images",
    needs: "simulated",
    play(vary) {
      const name = vary.name("core");
      const image = vary.image(name, "1.4.2");
      const app = deployment(vary, name, {
        containers: [container(vary, name, { imagePullPolicy: "Always" })],
      });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image, outcome: "denied", unlessSecret: "regcred" }],
        expected: { outcome: "person", causes: ["image-pull-denied"], object: nameOf(app) },
      };
    },
  },
];
