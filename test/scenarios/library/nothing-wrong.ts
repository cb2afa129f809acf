import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { cronJob, job, service } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, daemonSet, deployment, nameOf, withContainer } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Expectation, Scenario } from "../scenario.ts";

const nothing = { outcome: "nothing", causes: [], object: null } satisfies Expectation;

export const NOTHING_WRONG: Scenario[] = [
  {
    name: "alert-about-a-pod-that-is-gone",
    family: "nothing-wrong",
    needs: "api-server",
    play(vary) {
      const name = vary.name("legacy");
      const app = deployment(vary, name);
      return {
        before: [...neighbours(vary), app],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, remove: nameOf(app) }],
        alert: {
          alertname: "KubePodCrashLooping",
          pod: `${name}-5d9c7b6f4-x2lzp`,
          container: vary.container(name),
        },
        expected: nothing,
      };
    },
  },
  {
    name: "alert-about-a-job-that-is-done",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("import");
      return {
        ...firstDeploy(vary, [job(vary, name, { containers: [container(vary, name)] })]),
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 5_000 })],
        alert: { alertname: "KubeJobNotCompleted", job_name: name },
        expected: nothing,
      };
    },
  },
  {
    name: "daemon-set-that-leaves-tainted-nodes-alone",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("exporter");
      const app = daemonSet(vary, name);
      const [open, closed] = [`pool-a-${vary.integer(1, 9)}`, `gpu-${vary.integer(1, 9)}`];
      const taints = [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }];
      return {
        cluster: { nodes: [{ name: open }, { name: closed }] },
        ...firstDeploy(vary, [app]),
        steps: [
          {
            afterSeconds: 0,
            patch: { kind: "Node", name: closed, namespace: "" },
            with: { spec: { taints } },
          },
          { afterSeconds: 1, apply: [app] },
        ],
        alert: { alertname: "KubeDaemonSetNotScheduled", daemonset: name },
        expected: { ...nothing, finally: templateHolds(app) },
      };
    },
  },
  {
    name: "crash-that-is-over",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("relay");
      const app = deployment(vary, name, { replicas: 2 });
      const log = ["dial tcp: lookup broker.partner.example: server misbehaving"];
      return {
        ...firstDeploy(vary, []),
        steps: [
          {
            afterSeconds: 0,
            behave: [behaves(vary, name, { kind: "crashes", afterMs: 7_000, exitCode: 1, log })],
          },
          { afterSeconds: 0, apply: [app] },
          { afterSeconds: 5, behave: [behaves(vary, name, { kind: "runs-well" })] },
        ],
        alert: { alertname: "KubePodCrashLooping", pod: `${name}-*`, container: vary.container(name) },
        expected: { ...nothing, finally: all(templateHolds(app), allReady(app)) },
      };
    },
  },
  {
    name: "scaled-down-by-a-person",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("fleet");
      const app = deployment(vary, name, { replicas: 4 });
      return {
        before: [
          ...neighbours(vary),
          app,
          service(vary, name, { labels: vary.labels(name), port: vary.port() }),
        ],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, patch: nameOf(app), with: { spec: { replicas: 1 } } }],
        expected: {
          ...nothing,
          finally: allReady({ ...app, spec: { ...app.spec, replicas: 1 } }),
        },
      };
    },
  },
  {
    name: "rollout-that-goes-well",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("cdn");
      const app = deployment(vary, name, { replicas: 3 });
      const to = withContainer(app, {
        image: vary.image(name, "1.5.0"),
        env: [{ name: "MODE", value: "b" }],
      });
      return {
        before: [...neighbours(vary), app],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [to] }],
        alert: { alertname: "KubeDeploymentGenerationMismatch", deployment: name },
        expected: { ...nothing, finally: all(templateHolds(to), allReady(to)) },
      };
    },
  },
  {
    name: "workload-that-a-person-takes-down",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("trial");
      const app = deployment(vary, name, { replicas: 3 });
      return {
        before: [...neighbours(vary), app],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, remove: nameOf(app) }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        expected: nothing,
      };
    },
  },
  {
    name: "cron-job-that-runs-as-it-should",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("digest");
      const cron = cronJob(vary, name, { containers: [container(vary, name)] }, { schedule: "*/3 * * * *" });
      return {
        ...firstDeploy(vary, [cron]),
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 15_000 })],
        alert: { alertname: "KubeCronJobRunning", cronjob: name },
        expected: nothing,
      };
    },
  },
];
