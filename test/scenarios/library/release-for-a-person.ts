import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { service } from "../objects/other-objects.ts";
import { firstDeploy, release } from "../objects/release.ts";
import { container, deployment, nameOf, statefulSet, withContainer } from "../objects/workload.ts";
import { templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

export const RELEASE_FOR_A_PERSON: Scenario[] = [
  {
    name: "first-release-that-crashes",
    family: "release",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: 2 });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "crashes",
            afterMs: 2_500,
            exitCode: 1,
            log: ["Traceback (most recent call last):", "ZeroDivisionError: division by zero"],
          }),
        ],
        expected: {
          outcome: "person",
          causes: ["application-crash", "unknown"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "first-release-with-a-command-that-is-not-there",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("cli");
      const app = statefulSet(vary, name, {
        containers: [container(vary, name, { command: ["/opt/app/strat.sh"] })],
      });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), commands: ["/opt/app/start.sh"] }],
        expected: {
          outcome: "person",
          causes: ["command-not-found"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "first-release-with-a-flag-that-is-refused",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("etl");
      const args = ["run", "--wokers=4"];
      const app = deployment(vary, name, { containers: [container(vary, name, { args })] });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [
              {
                argument: "--wokers=4",
                isRefused: true,
                log: ["error: unrecognized arguments: --wokers=4", "usage: etl run [--workers N]"],
              },
            ],
            exitCode: 2,
          }),
        ],
        expected: {
          outcome: "person",
          causes: ["bad-arguments"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "release-that-is-merely-slow",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("warmup");
      const port = vary.port();
      const app = deployment(vary, name, {
        replicas: 3,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            readinessProbe: { httpGet: { path: "/ready", port }, periodSeconds: 10, failureThreshold: 3 },
          }),
        ],
      });
      const image = vary.image(name, "1.5.0");
      const to = withContainer(app, { image });
      return {
        ...release(vary, { from: app, to }),
        behaviours: [
          behaves(vary, name, {
            kind: "serves",
            ports: [{ port }],
            startsAfterMs: vary.integer(90, 140) * 1_000,
          }),
        ],
        alert: { alertname: "KubePodNotReady", pod: `${name}-*` },
        expected: { outcome: "nothing", causes: [], object: null, finally: templateHolds(to) },
      };
    },
  },
  {
    name: "release-blamed-for-a-dead-dependency",
    family: "release",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("orders");
      const database = vary.name("db");
      const port = vary.port();
      const db = statefulSet(vary, database, {
        containers: [container(vary, database, { ports: [{ containerPort: port }] })],
      });
      const front = service(vary, database, { labels: vary.labels(database), port });
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            env: [
              { name: "DB_HOST", value: database },
              { name: "DB_PORT", value: `${port}` },
            ],
          }),
        ],
      });
      const to = withContainer(app, { image: vary.image(name, "1.4.3") });
      const log = ["PANIC: could not locate a valid checkpoint record", "database system is shut down"];
      const { before, healthySeconds } = release(vary, { from: app, to, beside: [db, front] });
      return {
        before: before ?? neighbours(vary),
        ...(healthySeconds !== undefined && { healthySeconds }),
        steps: [
          {
            afterSeconds: 0,
            behave: [behaves(vary, database, { kind: "crashes", afterMs: 3_000, exitCode: 1, log })],
          },
          { afterSeconds: 1, remove: { kind: "Pod", name: `${database}-0` } },
          { afterSeconds: 30, apply: [to] },
        ],
        behaviours: [
          behaves(vary, database, { kind: "serves", ports: [{ port }] }),
          behaves(vary, name, { kind: "calls", hosts: [{ host: database, port }], orElse: "exits" }),
        ],
        expected: {
          outcome: "person",
          causes: ["application-crash", "dependency-down", "unknown"],
          object: nameOf(db),
          finally: templateHolds(to),
        },
      };
    },
  },
];
