import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap, cronJob, job, other, secret, service } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { caller, served } from "../objects/served.ts";
import { container, deployment, nameOf, withContainer, withPod } from "../objects/workload.ts";
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
  {
    name: "unseen-token-not-mounted",
    family: "access",
    needs: "simulated",
    play(vary) {
      const name = vary.name("operator");
      const app = deployment(vary, name, { pod: { automountServiceAccountToken: false } });
      const log = [
        "unable to load in-cluster configuration",
        "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory",
      ];
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 1_000, exitCode: 1, log })],
        expected: {
          outcome: "person",
          causes: ["access-denied", "application-crash", "mount-path-wrong", "bad-arguments", "unknown"],
          object: nameOf(app),
        },
      };
    },
  },
  {
    name: "unseen-item-of-a-secret-volume-that-is-not-in-it",
    family: "configuration",
    needs: "nodes",
    play(vary) {
      const name = vary.name("edge");
      const tls = `${name}-tls`;
      const app = deployment(vary, name, {
        containers: [container(vary, name, { volumeMounts: [{ name: "tls", mountPath: "/etc/tls" }] })],
        pod: {
          volumes: [
            { name: "tls", secret: { secretName: tls, items: [{ key: "server.pem", path: "server.pem" }] } },
          ],
        },
      });
      return {
        ...firstDeploy(vary, [secret(vary, tls, { "tls.crt": "c", "tls.key": "k" }), app]),
        expected: {
          outcome: "person",
          causes: ["secret-key-missing"],
          object: nameOf(app),
          alsoRight: { objects: [{ kind: "Secret", name: tls }] },
        },
      };
    },
  },
  {
    name: "unseen-job-whose-config-map-is-not-there",
    family: "jobs",
    needs: "nodes",
    play(vary) {
      const name = vary.name("migrate");
      const map = `${name}-plan`;
      const pod = { containers: [container(vary, name, { envFrom: [{ configMapRef: { name: map } }] })] };
      return {
        ...firstDeploy(vary, [job(vary, name, pod, { backoffLimit: 2 })]),
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 5_000 })],
        expected: {
          outcome: "person",
          causes: ["config-missing"],
          object: { kind: "Job", name },
          alsoRight: { objects: [{ kind: "ConfigMap", name: map }] },
        },
      };
    },
  },
  {
    name: "unseen-cron-job-that-forbids-runs-while-one-never-ends",
    family: "jobs",
    needs: "simulated",
    play(vary) {
      const name = vary.name("sync");
      const made = cronJob(
        vary,
        name,
        { containers: [container(vary, name)] },
        { schedule: "*/2 * * * *", spec: { concurrencyPolicy: "Forbid" } },
      );
      return {
        before: [...neighbours(vary), made],
        healthySeconds: 900,
        behaviours: [behaves(vary, name, { kind: "runs-well" })],
        steps: [{ afterSeconds: 0, behave: [] }],
        alert: { alertname: "KubeCronJobNotScheduled", cronjob: name },
        expected: {
          outcome: "person",
          causes: ["unknown", "job-deadline-exceeded", "cron-job-schedule-wrong"],
          object: { kind: "CronJob", name },
          alsoRight: { outcomes: ["nothing"] },
        },
      };
    },
  },
  {
    name: "unseen-alert-that-names-no-object",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      return {
        before: [deployment(vary, name, { replicas: 2 }), ...neighbours(vary)],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, behave: [] }],
        alert: { alertname: vary.pick(["HighLatency", "ErrorBudgetBurn", "SLOViolated"]) },
        expected: { outcome: "nothing", causes: [], object: null, alsoRight: { outcomes: ["person"] } },
      };
    },
  },
  {
    name: "unseen-dependency-back-before-anybody-acts",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "cache", { replicas: 1 });
      const front = caller(vary, "api", [{ host: back.name, port: back.servicePort }]);
      const away = { kind: "Deployment", name: back.name };
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [back.rule, front.rule],
        steps: [
          { afterSeconds: 0, patch: away, with: { spec: { replicas: 0 } } },
          { afterSeconds: 40, patch: away, with: { spec: { replicas: 1 } } },
        ],
        alert: { alertname: "HighErrorRate", deployment: front.name },
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    // Names fail, the network does not: the pod asks the node's resolver, which knows no Services.
    name: "unseen-release-that-asks-the-resolver-of-the-node",
    family: "network",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "api", [{ host: back.name, port: back.servicePort }], {
        env: [{ name: "STORE_HOST", value: back.name }],
        orElse: "exits",
      });
      const next = withPod(front.app, { dnsPolicy: "Default" });
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 660,
        behaviours: [back.rule, front.rule],
        steps: [{ afterSeconds: 0, apply: [next] }],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "dependency-name-wrong"],
          object: nameOf(front.app),
          finally: holds(nameOf(front.app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    name: "unseen-two-deployments-of-the-same-labels-behind-one-service",
    family: "routing",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const [one, two] = [vary.name("web"), vary.name("worker")];
      const port = vary.port();
      const labels = vary.labels(one);
      const first = deployment(vary, one, {
        replicas: 2,
        containers: [container(vary, one, { ports: [{ containerPort: port }] })],
      });
      const made = deployment(vary, two);
      const second = {
        ...made,
        spec: {
          ...made.spec,
          selector: { matchLabels: labels },
          template: { ...made.spec.template, metadata: { labels } },
        },
      };
      return {
        before: [first, service(vary, one, { labels, port: 80, targetPort: port }), ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [
          behaves(vary, one, { kind: "serves", ports: [{ port }] }),
          behaves(vary, two, { kind: "serves", ports: [] }),
        ],
        steps: [{ afterSeconds: 0, apply: [second] }],
        alert: { alertname: "HighErrorRate", service: one },
        expected: {
          outcome: "person",
          causes: ["service-selector-wrong", "service-port-wrong", "unknown"],
          object: { kind: "Service", name: one },
          alsoRight: {
            outcomes: ["nothing"],
            objects: [{ kind: "Deployment", name: one }, nameOf(made)],
          },
        },
      };
    },
  },
  {
    name: "unseen-alert-about-a-neighbour-of-the-broken-one",
    family: "many",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const [well, ill] = [vary.name("web"), vary.name("api")];
      const map = `${ill}-config`;
      const app = deployment(vary, ill, {
        containers: [container(vary, ill, { envFrom: [{ configMapRef: { name: map } }] })],
      });
      return {
        before: [
          deployment(vary, well, { replicas: 2 }),
          configMap(vary, vary.name("unrelated"), { a: "b" }),
          ...neighbours(vary),
        ],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: well },
        expected: {
          outcome: "person",
          causes: ["config-missing"],
          object: nameOf(app),
          alsoRight: { objects: [{ kind: "ConfigMap", name: map }] },
          finally: holds({ kind: "Deployment", name: well }, "spec.replicas", 2),
        },
      };
    },
  },
];
