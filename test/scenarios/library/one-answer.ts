import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

/** No revision ran before that could be gone back to: whoever helps must know this very cause. */
export const ONE_ANSWER: Scenario[] = [
  {
    name: "config-mounted-beside-its-path-from-the-start",
    family: "configuration",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("gateway");
      const map = `${name}-conf`;
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { volumeMounts: [{ name: "conf", mountPath: "/etc/gatewy" }] })],
        pod: { volumes: [{ name: "conf", configMap: { name: map } }] },
      });
      const log = ["open /etc/gateway/gateway.yaml: no such file or directory"];
      return {
        ...firstDeploy(vary, [configMap(vary, map, { "gateway.yaml": "routes: []" }), app]),
        behaviours: [
          behaves(vary, name, {
            kind: "demands",
            settings: [{ path: "/etc/gateway/gateway.yaml", is: "file", log }],
          }),
        ],
        expected: {
          outcome: "person",
          causes: ["mount-path-wrong"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "config-folder-in-place-of-a-file-from-the-start",
    family: "configuration",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("metrics");
      const map = `${name}-conf`;
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, { volumeMounts: [{ name: "conf", mountPath: "/app/config.yaml" }] }),
        ],
        pod: { volumes: [{ name: "conf", configMap: { name: map } }] },
      });
      const log = ["read /app/config.yaml: is a directory"];
      return {
        ...firstDeploy(vary, [configMap(vary, map, { "config.yaml": "interval: 15s" }), app]),
        behaviours: [
          behaves(vary, name, { kind: "demands", settings: [{ path: "/app/config.yaml", is: "file", log }] }),
        ],
        expected: {
          outcome: "person",
          causes: ["mount-path-wrong"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "program-with-a-fault-of-its-own-from-the-start",
    family: "release",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("matcher");
      const app = deployment(vary, name, { replicas: 2 });
      const log = ["panic: runtime error: index out of range [3] with length 3", "goroutine 1 [running]:"];
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 2_500, exitCode: 2, log })],
        expected: {
          outcome: "person",
          causes: ["application-crash"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    // Ready all the while: nothing but its use of the CPU shows what is wrong.
    name: "throttled-under-load-and-ready-all-the-while",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("render");
      const limit = vary.integer(10, 20) * 10;
      const resources = {
        requests: { cpu: "20m", memory: "64Mi" },
        limits: { cpu: `${limit}m`, memory: "128Mi" },
      };
      const app = deployment(vary, name, { containers: [container(vary, name, { resources })] });
      return {
        before: [...neighbours(vary), app],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, load: [{ workload: name, cpuMillicores: limit }] }],
        alert: { alertname: "CPUThrottlingHigh", pod: `${name}-*`, container: vary.container(name) },
        cluster: { hasMetrics: true },
        expected: {
          outcome: "proposed",
          causes: ["cpu-limit-too-low"],
          object: nameOf(app),
          finally: all(allReady(app), (read) =>
            JSON.stringify(read(nameOf(app))?.spec ?? null).includes(`"cpu":"${limit}m"`)
              ? "its CPU limit was not raised"
              : undefined,
          ),
        },
      };
    },
  },
];
