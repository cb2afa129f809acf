import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { firstDeploy, release } from "../objects/release.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import { templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

export const MEMORY_FOR_A_PERSON: Scenario[] = [
  {
    name: "memory-leak",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("indexer");
      const limits = { memory: "128Mi" };
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "64Mi" }, limits } })],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "leaks",
            baseMebibytes: 32,
            mebibytesPerSecond: vary.integer(3, 4),
            log: ["segment cache grows", "segment cache grows"],
          }),
        ],
        withinSeconds: 1_500,
        // More memory may be tried, for a leak and a need look alike at first; and it is kept where it puts the kill off.
        expected: {
          outcome: "person",
          causes: ["memory-leak"],
          object: nameOf(app),
          mayWrite: [nameOf(app)],
        },
      };
    },
  },
  {
    name: "memory-beyond-every-node",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("batch");
      const resources = { requests: { memory: "600Mi" }, limits: { memory: "700Mi" } };
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, { resources, args: ["--vm", "1", "--vm-bytes", "3G"], command: ["stress"] }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        cluster: { nodes: [{ name: `${vary.pick(["worker", "pool-a"])}-1`, memory: "1Gi" }] },
        expected: {
          outcome: "person",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "memory-heap-that-follows-the-limit",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("engine");
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            command: ["java"],
            args: ["-XX:MaxRAMPercentage=90.0", "-jar", "/app/engine.jar"],
            resources: { requests: { memory: "256Mi" }, limits: { memory: "512Mi" } },
          }),
        ],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "leaks",
            baseMebibytes: 200,
            mebibytesPerSecond: 60,
            log: ["Using G1", "heap: 460M of 460M"],
          }),
        ],
        withinSeconds: 1_500,
        expected: {
          outcome: "person",
          causes: ["heap-follows-limit"],
          object: nameOf(app),
          mayWrite: [nameOf(app)],
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "memory-said-by-the-log-alone",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("parser");
      const limits = { memory: "256Mi" };
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "64Mi" }, limits } })],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "crashes",
            afterMs: 5_000,
            exitCode: 1,
            log: ["fatal: quota of 64 buffers used up, out of memory?", "exiting"],
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
    name: "memory-killed-once-and-well-since",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("import");
      const limits = { memory: "128Mi" };
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "64Mi" }, limits } })],
      });
      return {
        before: [...neighbours(vary), app],
        steps: [
          {
            afterSeconds: 0,
            behave: [behaves(vary, name, { kind: "needs-memory", mebibytes: 200, afterMs: 8_000 })],
          },
          { afterSeconds: 0, remove: { kind: "Pod", name: `${name}-*` } },
          { afterSeconds: 4, behave: [behaves(vary, name, { kind: "runs-well" })] },
        ],
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "memory-raised-by-a-person-meanwhile",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("export");
      const limits = (memory: string) => ({
        resources: { requests: { memory: "64Mi" }, limits: { memory } },
      });
      const app = deployment(vary, name, { containers: [container(vary, name, limits("96Mi"))] });
      return {
        ...release(vary, { from: app, to: withContainer(app, limits("256Mi")) }),
        behaviours: [behaves(vary, name, { kind: "needs-memory", mebibytes: 90 })],
        alert: { alertname: "ContainerOOMKilled", pod: `${name}-*`, container: vary.container(name) },
        expected: {
          outcome: "nothing",
          causes: [],
          object: null,
          finally: templateHolds(withContainer(app, limits("256Mi"))),
        },
      };
    },
  },
];
