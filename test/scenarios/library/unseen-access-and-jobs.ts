import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { cronJob, job, secret } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { caller, served } from "../objects/served.ts";
import { container, deployment, nameOf, withPod } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Names, networks, access, Jobs and alerts, as public benchmarks and exercises set them. */
export const UNSEEN_ACCESS_AND_JOBS: Scenario[] = [
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
];
