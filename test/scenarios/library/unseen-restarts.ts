import { behaves } from "../objects/behaves.ts";
import { all, holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { firstDeploy, release, returnedTo } from "../objects/release.ts";
import { served } from "../objects/served.ts";
import { container, daemonSet, deployment, nameOf, statefulSet, withContainer } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

/** What releases and restarts bring out, as public benchmarks inject it. */
export const UNSEEN_RESTARTS: Scenario[] = [
  {
    name: "unseen-bad-release-with-no-history-kept",
    family: "release",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("ledger");
      const app = deployment(vary, name, {
        spec: { revisionHistoryLimit: 0, strategy: { type: "Recreate" } },
      });
      const image = vary.image(name, "2.0.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        behaviours: [
          behaves(
            vary,
            name,
            { kind: "crashes", afterMs: 1_200, exitCode: 3, log: ["fatal: bad state"] },
            { image },
          ),
        ],
        expected: {
          outcome: "person",
          causes: ["bad-release", "application-crash"],
          object: nameOf(app),
          alsoRight: { outcomes: ["repaired", "proposed"] },
        },
      };
    },
  },
  {
    name: "unseen-daemon-set-whose-release-crashes",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("agent");
      const app = daemonSet(vary, name);
      const image = vary.image(name, "3.0.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        behaviours: [
          behaves(vary, name, { kind: "crashes", afterMs: 1_200, exitCode: 1, log: ["segfault"] }, { image }),
        ],
        expected: { ...returnedTo(app, ["bad-release"]), finally: all(templateHolds(app), allReady(app)) },
      };
    },
  },
  {
    // A person stopped it on purpose: its pods are all well.
    name: "unseen-rollout-paused-by-a-person",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: 3 });
      const image = vary.image(name, "1.5.0");
      const next = withContainer(app, { image });
      return {
        before: [...neighbours(vary), app],
        healthySeconds: 300,
        steps: [{ afterSeconds: 0, apply: [{ ...next, spec: { ...next.spec, paused: true } }] }],
        alert: { alertname: "KubeDeploymentRolloutStuck", deployment: name },
        expected: {
          outcome: "nothing",
          causes: [],
          object: null,
        },
      };
    },
  },
  {
    name: "unseen-first-pod-of-a-stateful-set-stuck",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("db");
      const app = statefulSet(vary, name, { replicas: 3 });
      const log = [
        "FATAL: data directory was initialized by version 14, which is not compatible with version 16",
      ];
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 1_500, exitCode: 1, log })],
        alert: { alertname: "KubeStatefulSetReplicasMismatch", statefulset: name },
        expected: {
          outcome: "person",
          causes: ["application-crash", "bad-release", "unknown"],
          object: nameOf(app),
        },
      };
    },
  },
  {
    name: "unseen-command-in-one-word",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("report");
      const command = [vary.pick(["python /srv/app.py", "/bin/server --port 8080", "node index.js"])];
      const app = deployment(vary, name, { containers: [container(vary, name, { command })] });
      return {
        ...firstDeploy(vary, [app]),
        images: [{ image: vary.image(name, "1.4.2"), commands: ["python", "/bin/server", "node"] }],
        expected: { outcome: "person", causes: ["command-not-found"], object: nameOf(app) },
      };
    },
  },
  {
    name: "unseen-port-name-of-a-container-renamed-by-a-release",
    family: "routing",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "catalog", { replicas: 2, byName: true });
      const ports = [{ name: "traffic", containerPort: back.port }];
      const next = withContainer(back.app, { ports, image: vary.image(back.name, "1.5.0") });
      const object = { kind: "Service", name: back.name };
      return {
        before: [...neighbours(vary), ...back.objects],
        healthySeconds: vary.integer(660, 720),
        steps: [{ afterSeconds: 0, apply: [next] }],
        behaviours: [back.rule],
        expected: {
          outcome: "repaired",
          causes: ["service-port-wrong"],
          object,
          alsoRight: { outcomes: ["proposed"] },
          finally(read) {
            const spec = read(object)?.spec as { ports?: { targetPort?: unknown }[] } | undefined;
            const target = spec?.ports?.[0]?.targetPort;
            return target === "traffic" || target === back.port ? undefined : `targetPort is ${target}`;
          },
        },
      };
    },
  },
  {
    name: "unseen-one-of-two-selected-labels-dropped-by-a-release",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const name = vary.name("cart");
      const port = vary.port();
      const app = deployment(vary, name, {
        replicas: 2,
        podLabels: { "acme.example/track": "stable" },
        containers: [container(vary, name, { ports: [{ containerPort: port }] })],
      });
      const without = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, { ports: [{ containerPort: port }], image: vary.image(name, "1.5.0") }),
        ],
      });
      const front = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace: vary.namespace },
        spec: {
          selector: { ...vary.labels(name), "acme.example/track": "stable" },
          ports: [{ port: 80, targetPort: port, protocol: "TCP" }],
        },
      };
      const object = { kind: "Service", name };
      const template = without.spec.template;
      // As a patch that takes the label away.
      const labels = { ...template.metadata.labels, "acme.example/track": null };
      return {
        before: [...neighbours(vary), app, front],
        healthySeconds: vary.integer(660, 720),
        steps: [
          {
            afterSeconds: 0,
            patch: nameOf(app),
            with: { spec: { template: { metadata: { labels }, spec: template.spec } } },
          },
        ],
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object,
          alsoRight: { outcomes: ["proposed"], objects: [nameOf(app)] },
          finally: holds(nameOf(app), "status.readyReplicas", 2),
        },
      };
    },
  },
];
