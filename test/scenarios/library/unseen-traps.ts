import type { Behaviour } from "../../../src/simulation/kubelet/behaviour.ts";
import { behaves } from "../objects/behaves.ts";
import { all, holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nodes } from "../objects/nodes.ts";
import { configMap, other } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { caller, served } from "../objects/served.ts";
import { typo } from "../objects/typo.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

const crash: Behaviour = { kind: "crashes", afterMs: 1_500, exitCode: 1, log: ["fatal: cannot start"] };
const memory = (limit: string) => ({
  resources: { requests: { memory: "32Mi" }, limits: { memory: limit } },
});

/** Where the repair at hand would not help, or is somebody else's already. */
export const UNSEEN_TRAPS: Scenario[] = [
  {
    name: "unseen-two-bad-releases-in-a-row",
    family: "release",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: 2 });
      const bad = [vary.image(name, "2.0.0"), vary.image(name, "2.0.1")];
      return {
        before: [...neighbours(vary), app],
        healthySeconds: vary.integer(660, 720),
        behaviours: bad.map((image) => behaves(vary, name, crash, { image })),
        steps: bad.map((image, index) => ({
          afterSeconds: 12 * index,
          apply: [withContainer(app, { image })],
        })),
        expected: {
          outcome: "repaired",
          causes: ["bad-release"],
          object: nameOf(app),
          // Which of two changes to undo may be asked: the first stood for moments.
          alsoRight: { outcomes: ["proposed"] },
          finally: all(templateHolds(app), allReady(app)),
        },
      };
    },
  },
  {
    // The revision before reads a ConfigMap that was deleted with the release.
    name: "unseen-revision-whose-config-map-is-gone",
    family: "release",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const [old, next] = [`${name}-legacy`, `${name}-settings`];
      const from = (map: string) => ({ envFrom: [{ configMapRef: { name: map } }] });
      const app = deployment(vary, name, {
        containers: [container(vary, name, from(old))],
        spec: { strategy: { type: "Recreate" } },
      });
      const image = vary.image(name, "2.0.0");
      return {
        before: [...neighbours(vary), configMap(vary, old, { a: "1" }), app],
        healthySeconds: vary.integer(660, 720),
        behaviours: [behaves(vary, name, crash, { image })],
        steps: [
          {
            afterSeconds: 0,
            apply: [configMap(vary, next, { a: "1" }), withContainer(app, { image, ...from(next) })],
          },
          { afterSeconds: 3, remove: { kind: "ConfigMap", name: old } },
        ],
        expected: {
          outcome: "person",
          causes: ["bad-release", "application-crash"],
          object: nameOf(app),
          alsoRight: { outcomes: ["proposed"] },
          mayWrite: [],
        },
      };
    },
  },
  {
    name: "unseen-memory-that-a-limit-range-does-not-allow",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("cache");
      const range = other(vary, "v1", "LimitRange", "bounds", {
        spec: { limits: [{ type: "Container", max: { memory: "64Mi" } }] },
      });
      const app = deployment(vary, name, { containers: [container(vary, name, memory("64Mi"))] });
      return {
        ...firstDeploy(vary, [range, app]),
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(90, 110), afterMs: 3_000 }),
        ],
        expected: { outcome: "person", causes: ["memory-limit-too-low"], object: nameOf(app) },
      };
    },
  },
  {
    name: "unseen-memory-that-the-quota-does-not-allow",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("index");
      const bound = other(vary, "v1", "ResourceQuota", "team", {
        spec: { hard: { "limits.memory": "100Mi" } },
      });
      const app = deployment(vary, name, { containers: [container(vary, name, memory("64Mi"))] });
      return {
        steps: [{ afterSeconds: 0, apply: [bound, app] }],
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(90, 110), afterMs: 3_000 }),
        ],
        expected: { outcome: "person", causes: ["memory-limit-too-low"], object: nameOf(app) },
      };
    },
  },
  {
    name: "unseen-name-servers-scaled-to-zero",
    family: "scale",
    needs: "simulated",
    play(vary) {
      const labels = { "k8s-app": "kube-dns" };
      const made = deployment(vary, "coredns", { replicas: 2 });
      const dns = {
        ...made,
        metadata: { name: "coredns", namespace: "kube-system", labels },
        spec: {
          ...made.spec,
          selector: { matchLabels: labels },
          template: { ...made.spec.template, metadata: { labels } },
        },
      };
      const door = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "kube-dns", namespace: "kube-system", labels },
        spec: {
          selector: labels,
          ports: [
            { name: "dns", port: 53, targetPort: 53, protocol: "UDP" },
            { name: "dns-tcp", port: 53, targetPort: 53, protocol: "TCP" },
          ],
        },
      };
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "web", [{ host: back.name, port: back.servicePort }]);
      const object = { kind: "Deployment", name: "coredns", namespace: "kube-system" };
      return {
        before: [dns, door, ...back.objects, front.app],
        healthySeconds: 120,
        behaviours: [
          { match: { namespace: "kube-system" }, behaviour: { kind: "serves", ports: [{ port: 53 }] } },
          back.rule,
          front.rule,
        ],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { replicas: 0 } } }],
        alert: { alertname: "HighErrorRate", deployment: front.name },
        cluster: { nodes: nodes(vary, 2) },
        expected: {
          outcome: "proposed",
          causes: ["scaled-to-zero"],
          object,
          alsoRight: { outcomes: ["person"] },
        },
      };
    },
  },
  {
    name: "unseen-two-workloads-with-faults-of-their-own",
    family: "many",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "catalog", { replicas: 2 });
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: 2 });
      const image = vary.image(name, "2.0.0");
      const door = { kind: "Service", name: back.name };
      const labels = vary.labels(back.name);
      const [key = "", value = ""] = Object.entries(labels).find(([, text]) => text === back.name) ?? [];
      return {
        before: [...back.objects, app, ...neighbours(vary)],
        healthySeconds: vary.integer(660, 720),
        behaviours: [back.rule, behaves(vary, name, crash, { image })],
        steps: [
          { afterSeconds: 0, patch: door, with: { spec: { selector: { [key]: typo(vary, value) } } } },
          { afterSeconds: 5, apply: [withContainer(app, { image })] },
        ],
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object: door,
          finally: holds(door, "spec.selector", labels),
          secondly: {
            outcome: "repaired",
            causes: ["bad-release"],
            object: nameOf(app),
            finally: allReady(app),
          },
        },
      };
    },
  },
  {
    // A person rolls forward at the very time that it would be returned: theirs stands.
    name: "unseen-release-put-right-by-its-author",
    family: "nothing-wrong",
    needs: "nodes",
    play(vary) {
      const name = vary.name("pricing");
      const app = deployment(vary, name, { replicas: 2 });
      const [bad, good] = [vary.image(name, "2.0.0"), vary.image(name, "2.0.1")];
      return {
        before: [...neighbours(vary), app],
        healthySeconds: vary.integer(660, 720),
        behaviours: [behaves(vary, name, crash, { image: bad })],
        steps: [
          { afterSeconds: 0, apply: [withContainer(app, { image: bad })] },
          { afterSeconds: vary.integer(20, 60), apply: [withContainer(app, { image: good })] },
        ],
        withinSeconds: 900,
        expected: {
          outcome: "nothing",
          causes: [],
          object: null,
          alsoRight: { outcomes: ["repaired"] },
          mayWrite: [nameOf(app)],
          finally: all(holds(nameOf(app), "spec.template.spec.containers.0.image", good), allReady(app)),
        },
      };
    },
  },
];
