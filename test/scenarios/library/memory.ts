import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { firstDeploy, release } from "../objects/release.ts";
import { container, daemonSet, deployment, nameOf, statefulSet, withContainer } from "../objects/workload.ts";
import { allReady, difference, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

const sized = (memory: string, request = "32Mi") => ({
  resources: { requests: { cpu: "25m", memory: request }, limits: { memory } },
});

export const MEMORY: Scenario[] = [
  {
    name: "memory-limit-far-too-small",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { containers: [container(vary, name, sized("64Mi"))] });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(80, 110), afterMs: 4_000 }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "memory-child-killed-in-stateful-set",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("store");
      const app = statefulSet(vary, name, {
        replicas: 2,
        containers: [container(vary, name, sized("96Mi"))],
      });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "needs-memory",
            mebibytes: vary.integer(120, 150),
            afterMs: 3_000,
            killed: "child",
            log: ["worker 2 was terminated by signal 9", "giving up"],
          }),
        ],
        alert: { alertname: "KubePodCrashLooping", pod: `${name}-0`, container: vary.container(name) },
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "memory-of-a-sidecar-alone",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("gateway");
      const main = container(vary, name, sized("256Mi", "128Mi"));
      const shipper = {
        name: "log-shipper",
        image: vary.image("shipper", "3.1.0"),
        ...sized("24Mi", "16Mi"),
      };
      const app = deployment(vary, name, { replicas: 2, containers: [main, shipper] });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(
            vary,
            name,
            { kind: "needs-memory", mebibytes: vary.integer(30, 40), afterMs: 5_000 },
            { container: "log-shipper" },
          ),
        ],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: all(allReady(app), (read) => {
            const spec = read(nameOf(app))?.spec as typeof app.spec | undefined;
            return difference(spec?.template.spec.containers[0], main, "the main container");
          }),
        },
      };
    },
  },
  {
    name: "memory-of-an-init-container",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("web");
      const migrate = { name: "migrate", image: vary.image("migrate", "0.9.0"), ...sized("32Mi", "16Mi") };
      const app = deployment(vary, name, { pod: { initContainers: [migrate] } });
      const well = { kind: "completes", afterMs: 3_000 } as const;
      const killed = { kind: "needs-memory", mebibytes: vary.integer(40, 55), afterMs: 2_000 } as const;
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, well, { container: "migrate" }),
          behaves(vary, name, killed, { container: "migrate", memoryLimitBelowMebibytes: killed.mebibytes }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "memory-spike-at-start-of-a-daemon-set",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("agent");
      const app = daemonSet(vary, name, { containers: [container(vary, name, sized("48Mi", "24Mi"))] });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "needs-memory",
            mebibytes: vary.integer(60, 75),
            afterMs: 300,
            log: ["loading the index into memory"],
          }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "memory-limit-lowered-by-the-last-change",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, sized("256Mi", "64Mi"))],
      });
      return {
        ...release(vary, { from: app, to: withContainer(app, sized("96Mi", "64Mi")) }),
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(150, 180), afterMs: 6_000 }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low", "bad-release"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "memory-of-a-new-image",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("render");
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, sized("128Mi", "64Mi"))],
      });
      const image = vary.image(name, "2.0.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: 96 }),
          behaves(vary, name, { kind: "needs-memory", mebibytes: 900, afterMs: 5_000 }, { image }),
        ],
        expected: {
          outcome: "repaired",
          causes: ["bad-release"],
          object: nameOf(app),
          finally: all(templateHolds(app), allReady(app)),
        },
      };
    },
  },
  {
    name: "memory-repair-that-its-owner-wants-to-see-first",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("ledger");
      const app = deployment(vary, name, {
        metadata: { labels: { ...vary.labels(name), "kube-autofix.io/autonomy": "approve" } },
        containers: [container(vary, name, sized("64Mi"))],
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(70, 100), afterMs: 4_000 }),
        ],
        expected: {
          outcome: "proposed",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
];
