import { all } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { firstDeploy, release } from "../objects/release.ts";
import { typo } from "../objects/typo.ts";
import {
  container,
  deployment,
  nameOf,
  statefulSet,
  type WorkloadObject,
  withContainer,
} from "../objects/workload.ts";
import { allReady, difference, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Expectation, ObjectName, Scenario } from "../scenario.ts";

const ofAPerson = (app: WorkloadObject, causes: Expectation["causes"]): Expectation => ({
  outcome: "person",
  causes,
  object: nameOf(app),
  finally: templateHolds(app),
});

/** The proposed image is in the end the one that runs elsewhere. */
const proposed = (app: WorkloadObject, causes: Expectation["causes"], image: string): Expectation => ({
  outcome: "proposed",
  causes,
  object: nameOf(app),
  finally: all(templateHolds(withContainer(app, { image })), allReady(app)),
});

export const IMAGES_FIRST_DEPLOY: Scenario[] = [
  {
    name: "image-tag-that-is-proven-elsewhere",
    family: "images",
    needs: "nodes",
    play(vary) {
      const [proven, name] = [vary.name("worker"), vary.name("worker")];
      const good = vary.image("worker", "3.2.1");
      const bad = vary.image("worker", "3.21");
      const elsewhere = deployment(vary, proven, { containers: [container(vary, proven, { image: good })] });
      const app = deployment(vary, name, { containers: [container(vary, name, { image: bad })] });
      return {
        before: [...neighbours(vary), elsewhere],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [app] }],
        images: [{ image: bad, outcome: "not-found" }],
        expected: proposed(app, ["image-not-found"], good),
      };
    },
  },
  {
    name: "image-name-with-a-typo-that-is-proven-elsewhere",
    family: "images",
    needs: "nodes",
    play(vary) {
      const [proven, name] = [vary.name("cache"), vary.name("cache")];
      const good = vary.image("cache-server", "7.2.4");
      const bad = vary.image(typo(vary, "cache-server"), "7.2.4");
      const elsewhere = statefulSet(vary, proven, { containers: [container(vary, proven, { image: good })] });
      const app = statefulSet(vary, name, { containers: [container(vary, name, { image: bad })] });
      return {
        before: [...neighbours(vary), elsewhere],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [app] }],
        images: [{ image: bad, outcome: "denied" }],
        expected: proposed(app, ["image-not-found", "image-pull-denied"], good),
      };
    },
  },
  {
    name: "image-that-nobody-knows",
    family: "images",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("service");
      const app = deployment(vary, name);
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), outcome: "not-found" }],
        expected: ofAPerson(app, ["image-not-found"]),
      };
    },
  },
  {
    name: "image-pull-secret-that-is-not-there",
    family: "images",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("billing");
      const app = deployment(vary, name, {
        replicas: 2,
        pod: { imagePullSecrets: [{ name: `${name}-registry` }] },
      });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), outcome: "denied" }],
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: ofAPerson(app, ["image-pull-denied"]),
      };
    },
  },
  {
    name: "image-of-another-architecture-at-first",
    family: "images",
    needs: "simulated",
    play(vary) {
      const name = vary.name("codec");
      const app = deployment(vary, name, {
        containers: [container(vary, name, { command: ["/srv/codec"] })],
      });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), outcome: "wrong-architecture" }],
        expected: ofAPerson(app, ["image-wrong-architecture"]),
      };
    },
  },
  {
    name: "image-that-may-not-be-pulled-at-first",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("lab");
      const app = deployment(vary, name, {
        containers: [container(vary, name, { imagePullPolicy: "Never" })],
      });
      return { ...firstDeploy(vary, [app]), expected: ofAPerson(app, ["image-not-on-node"]) };
    },
  },
  {
    name: "image-registry-that-is-back-soon",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("mail");
      const app = deployment(vary, name, { replicas: 2 });
      const to = withContainer(app, { image: vary.image(name, "1.4.3") });
      return {
        ...release(vary, { from: app, to }),
        images: [
          { image: vary.image(name, "1.4.3"), outcome: "unavailable", forMs: vary.integer(90, 150) * 1_000 },
        ],
        expected: {
          outcome: "nothing",
          causes: [],
          object: null,
          finally: all(templateHolds(to), allReady(to)),
        },
      };
    },
  },
  {
    name: "image-of-a-cron-job-that-is-proven-elsewhere",
    family: "jobs",
    needs: "nodes",
    play(vary) {
      const [proven, name] = [vary.name("sync"), vary.name("sync")];
      const good = vary.image("sync-tool", "0.8.2");
      const bad = vary.image("sync-tool", "0.8.21");
      const elsewhere = deployment(vary, proven, { containers: [container(vary, proven, { image: good })] });
      const schedule = "*/2 * * * *";
      const pod = { restartPolicy: "Never", containers: [{ name: "sync", image: bad }] };
      const job = { spec: { backoffLimit: 1, template: { spec: pod } } };
      const object: ObjectName = { kind: "CronJob", name };
      const metadata = { name, namespace: vary.namespace };
      return {
        before: [...neighbours(vary), elsewhere],
        healthySeconds: 120,
        steps: [
          {
            afterSeconds: 0,
            apply: [
              { apiVersion: "batch/v1", kind: "CronJob", metadata, spec: { schedule, jobTemplate: job } },
            ],
          },
        ],
        behaviours: [
          {
            match: { namespace: vary.namespace, workload: name },
            behaviour: { kind: "completes", afterMs: 4_000 },
          },
        ],
        images: [{ image: bad, outcome: "not-found" }],
        expected: {
          outcome: "proposed",
          causes: ["image-not-found"],
          object,
          finally: (read) =>
            difference(read(object)?.spec, {
              jobTemplate: { spec: { template: { spec: { containers: [{ name: "sync", image: good }] } } } },
            }),
        },
      };
    },
  },
];
