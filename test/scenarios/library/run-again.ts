import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nodes } from "../objects/nodes.ts";
import { job } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { served } from "../objects/served.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { ObjectName, Scenario } from "../scenario.ts";

/** Jobs that failed for good by something that is over, and one by something that is not. */
export const RUN_AGAIN: Scenario[] = [
  {
    // What it calls serves by now: nothing stands in the way of another run.
    name: "job-that-failed-while-what-it-calls-was-starting",
    family: "jobs",
    needs: "simulated",
    play(vary) {
      const name = vary.name("import");
      const back = served(vary, "store", { replicas: 1 });
      const log = [
        `connecting to ${back.name}:${back.servicePort}`,
        `dial tcp: connect to ${back.name}:${back.servicePort}: connection refused`,
      ];
      const object: ObjectName = { kind: "Job", name };
      return {
        before: [...neighbours(vary), ...back.objects],
        healthySeconds: 90,
        behaviours: [back.rule, behaves(vary, name, { kind: "crashes", afterMs: 3_000, exitCode: 1, log })],
        steps: [
          {
            afterSeconds: 0,
            apply: [job(vary, name, { containers: [container(vary, name)] }, { backoffLimit: 1 })],
          },
          // Its last try ends 18 s after it was made.
          { afterSeconds: 22, behave: [behaves(vary, name, { kind: "completes", afterMs: 4_000 })] },
        ],
        expected: { outcome: "proposed", causes: ["job-failed"], object },
      };
    },
  },
  {
    name: "job-that-failed-because-what-it-calls-is-scaled-to-zero",
    family: "many",
    needs: "simulated",
    play(vary) {
      const name = vary.name("settle");
      const back = served(vary, "ledger", { replicas: 1 });
      const object: ObjectName = { kind: "Job", name };
      const log = [`dial tcp: connect to ${back.name}:${back.servicePort}: connection refused`];
      return {
        before: [...neighbours(vary), ...back.objects],
        healthySeconds: 120,
        behaviours: [back.rule, behaves(vary, name, { kind: "crashes", afterMs: 3_000, exitCode: 1, log })],
        steps: [
          { afterSeconds: 0, patch: nameOf(back.app), with: { spec: { replicas: 0 } } },
          {
            afterSeconds: 20,
            apply: [job(vary, name, { containers: [container(vary, name)] }, { backoffLimit: 1 })],
          },
          { afterSeconds: 45, behave: [behaves(vary, name, { kind: "completes", afterMs: 4_000 })] },
        ],
        withinSeconds: 2_400,
        expected: {
          outcome: "proposed",
          causes: ["scaled-to-zero"],
          object: nameOf(back.app),
          finally: holds(nameOf(back.app), "status.readyReplicas", 1),
          secondly: { outcome: "proposed", causes: ["job-failed"], object },
        },
      };
    },
  },
  {
    // The words are those of a call that failed, but nobody of that name is there: another run would fail as well.
    name: "job-that-calls-what-is-not-there",
    family: "jobs",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("export");
      const host = vary.name("warehouse");
      const log = [`dial tcp: lookup ${host} on 10.96.0.10:53: no such host`];
      return {
        ...firstDeploy(vary, [job(vary, name, { containers: [container(vary, name)] }, { backoffLimit: 1 })]),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 3_000, exitCode: 1, log })],
        expected: {
          outcome: "person",
          causes: ["dependency-name-wrong"],
          object: { kind: "Job", name },
        },
      };
    },
  },
  {
    name: "job-evicted-from-a-node-that-is-well-again",
    family: "jobs",
    needs: "simulated",
    play(vary) {
      const name = vary.name("train");
      const of = nodes(vary, 1);
      const node = of[0]?.name ?? "";
      const web = vary.name("web");
      // Whose requests are its limits is evicted last.
      const size = { cpu: "10m", memory: "32Mi" };
      const resources = { requests: size, limits: size };
      return {
        before: [deployment(vary, web, { containers: [container(vary, web, { resources })] })],
        healthySeconds: 60,
        behaviours: [behaves(vary, name, { kind: "completes", afterMs: 60_000 })],
        steps: [
          {
            afterSeconds: 0,
            apply: [job(vary, name, { containers: [container(vary, name)] }, { backoffLimit: 0 })],
          },
          { afterSeconds: 20, node, becomes: "DiskPressure" },
          { afterSeconds: 25, node, becomes: "well" },
        ],
        cluster: { nodes: of },
        expected: {
          outcome: "proposed",
          causes: ["pod-evicted", "job-failed"],
          object: { kind: "Job", name },
        },
      };
    },
  },
];
