import { behaves } from "../objects/behaves.ts";
import { configMap, cronJob, job } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { typo } from "../objects/typo.ts";
import { container } from "../objects/workload.ts";
import { difference } from "../objects/workload-in-the-end.ts";
import type { ObjectName, Scenario } from "../scenario.ts";

const template = (containers: object[]) => ({
  jobTemplate: { spec: { template: { spec: { containers } } } },
});

export const JOBS: Scenario[] = [
  {
    name: "cron-job-whose-config-map-name-has-a-typo",
    family: "jobs",
    needs: "nodes",
    play(vary) {
      const name = vary.name("cleanup");
      const map = `${name}-rules`;
      const env = (ref: string) => ({
        env: [{ name: "KEEP_DAYS", valueFrom: { configMapKeyRef: { name: ref, key: "keep_days" } } }],
      });
      const cron = cronJob(
        vary,
        name,
        { containers: [container(vary, name, env(typo(vary, map)))] },
        { schedule: "*/2 * * * *" },
      );
      const object: ObjectName = { kind: "CronJob", name };
      return {
        ...firstDeploy(vary, [configMap(vary, map, { keep_days: "30" }), cron]),
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 4_000 })],
        withinSeconds: 1_200,
        expected: {
          outcome: "repaired",
          causes: ["config-missing"],
          object,
          finally: (read) => difference(read(object)?.spec, template([container(vary, name, env(map))])),
        },
      };
    },
  },
  {
    name: "cron-job-that-needs-more-memory",
    family: "jobs",
    needs: "nodes",
    play(vary) {
      const name = vary.name("aggregate");
      const resources = { requests: { memory: "32Mi" }, limits: { memory: "48Mi" } };
      const pod = { containers: [container(vary, name, { resources })] };
      const cron = cronJob(vary, name, pod, { schedule: "*/2 * * * *", job: { backoffLimit: 1 } });
      const object: ObjectName = { kind: "CronJob", name };
      const needed = vary.integer(56, 80);
      return {
        ...firstDeploy(vary, [cron]),
        behaviours: [
          behaves(vary, name, { kind: "completes", afterMs: 6_000 }),
          behaves(
            vary,
            name,
            { kind: "needs-memory", mebibytes: needed, afterMs: 3_000 },
            { memoryLimitBelowMebibytes: needed },
          ),
        ],
        withinSeconds: 1_500,
        expected: { outcome: "repaired", causes: ["memory-limit-too-low"], object },
      };
    },
  },
  {
    name: "cron-job-left-suspended",
    family: "jobs",
    needs: "api-server",
    play(vary) {
      const name = vary.name("backup");
      const cron = cronJob(
        vary,
        name,
        { containers: [container(vary, name)] },
        { schedule: "*/5 * * * *", spec: { suspend: true } },
      );
      const object: ObjectName = { kind: "CronJob", name };
      return {
        ...firstDeploy(vary, [cron]),
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 4_000 })],
        alert: { alertname: "KubeCronJobNotScheduled", cronjob: name },
        withinSeconds: 1_200,
        expected: {
          outcome: "proposed",
          causes: ["cron-job-suspended"],
          object,
          finally: (read) => difference(read(object)?.spec, { suspend: false }),
        },
      };
    },
  },
  {
    name: "job-whose-program-fails",
    family: "jobs",
    needs: "nodes",
    play(vary) {
      const name = vary.name("migrate");
      const log = ['ERROR: relation "accounts" already exists', "migration 0042 failed"];
      return {
        ...firstDeploy(vary, [job(vary, name, { containers: [container(vary, name)] }, { backoffLimit: 2 })]),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 3_000, exitCode: 1, log })],
        expected: {
          outcome: "person",
          causes: ["job-failed", "application-crash"],
          object: { kind: "Job", name },
        },
      };
    },
  },
  {
    name: "job-that-takes-longer-than-it-may",
    family: "jobs",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("reindex");
      const spec = { activeDeadlineSeconds: vary.integer(30, 60), backoffLimit: 3 };
      return {
        ...firstDeploy(vary, [job(vary, name, { containers: [container(vary, name)] }, spec)]),
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 600_000 })],
        alert: { alertname: "KubeJobFailed", job_name: name },
        expected: { outcome: "person", causes: ["job-deadline-exceeded"], object: { kind: "Job", name } },
      };
    },
  },
  {
    name: "cron-job-that-never-comes-due",
    family: "jobs",
    needs: "api-server",
    play(vary) {
      const name = vary.name("invoice");
      const schedule = vary.pick(["0 3 31 2 *", "30 1 30 2 *"]);
      const cron = cronJob(vary, name, { containers: [container(vary, name)] }, { schedule });
      return {
        ...firstDeploy(vary, [cron]),
        alert: { alertname: "CronJobTooLongSinceLastRun", cronjob: name },
        expected: {
          outcome: "person",
          causes: ["cron-job-schedule-wrong"],
          object: { kind: "CronJob", name },
        },
      };
    },
  },
  {
    name: "job-that-succeeds-at-its-second-try",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("seed");
      const pod = { containers: [container(vary, name)] };
      return {
        ...firstDeploy(vary, []),
        steps: [
          {
            afterSeconds: 0,
            behave: [
              behaves(vary, name, {
                kind: "crashes",
                afterMs: 8_000,
                exitCode: 1,
                log: ["database is starting up"],
              }),
            ],
          },
          { afterSeconds: 0, apply: [job(vary, name, pod, { backoffLimit: 4 })] },
          { afterSeconds: 5, behave: [behaves(vary, name, { kind: "completes", afterMs: 4_000 })] },
        ],
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
