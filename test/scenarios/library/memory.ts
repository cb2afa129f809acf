import { neighbours } from "../objects/neighbours.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

export const MEMORY: Scenario[] = [
  {
    name: "memory-limit-far-too-small",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "64Mi" } },
          }),
        ],
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        behaviours: [
          {
            match: { namespace: vary.namespace, workload: name },
            behaviour: {
              kind: "needs-memory",
              mebibytes: vary.integer(90, 110),
              afterMs: 4_000,
              killed: "main",
            },
          },
        ],
        expected: { outcome: "repaired", causes: ["memory-limit-too-low"], object: nameOf(app) },
      };
    },
  },
];
