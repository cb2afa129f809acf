import { behaves } from "../objects/behaves.ts";
import { all, holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nodes } from "../objects/nodes.ts";
import { configMap, other } from "../objects/other-objects.ts";
import { caller, served } from "../objects/served.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** One cause under many symptoms. */
export const ONE_CAUSE: Scenario[] = [
  {
    name: "node-away-under-many-workloads",
    family: "many",
    needs: "simulated",
    play(vary) {
      const of = nodes(vary, 1);
      const node = nameOfFirst(of);
      const names = ["api", "worker", "web"].map((role) => vary.name(role));
      return {
        before: names.map((name) => deployment(vary, name, { replicas: vary.integer(1, 2) })),
        healthySeconds: 90,
        steps: [{ afterSeconds: 0, node, becomes: "silent" }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: names[1] ?? "" },
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-not-ready"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    name: "dependency-scaled-to-zero-under-three-callers",
    family: "many",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "auth", { replicas: 2 });
      const callers = ["api", "web", "worker"].map((role) =>
        caller(vary, role, [{ host: back.name, port: back.servicePort }], {
          env: [{ name: "AUTH", value: `http://${back.name}.${vary.namespace}.svc:${back.servicePort}` }],
        }),
      );
      const object = { kind: "Deployment", name: back.name };
      return {
        before: [...back.objects, ...callers.map(({ app }) => app)],
        healthySeconds: 120,
        behaviours: [back.rule, ...callers.map(({ rule }) => rule)],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { replicas: 0 } } }],
        expected: {
          outcome: "proposed",
          causes: ["scaled-to-zero"],
          object,
          finally: all(
            ...callers.map(({ name }) => holds({ kind: "Deployment", name }, "status.readyReplicas", 1)),
          ),
        },
      };
    },
  },
  {
    name: "shared-settings-that-two-programs-refuse",
    family: "many",
    needs: "simulated",
    play(vary) {
      const settings = vary.name("settings");
      const file = vary.pick(["app.json", "config.yaml"]);
      const [good, bad] =
        file === "app.json"
          ? ['{"pool": 8, "mode": "live"}', '{"pool": 8, "mode": "live",']
          : ["pool: 8\nmode: live\n", "pool: 8\n mode: [live\n"];
      const log = [
        file === "app.json"
          ? `fatal: cannot parse /etc/app/${file}: unexpected end of JSON input`
          : `fatal: cannot parse /etc/app/${file}: yaml: line 2: did not find expected ',' or ']'`,
      ];
      const names = [vary.name("api"), vary.name("worker")];
      const mounted = (name: string) =>
        deployment(vary, name, {
          containers: [
            container(vary, name, { volumeMounts: [{ name: "settings", mountPath: "/etc/app" }] }),
          ],
          pod: { volumes: [{ name: "settings", configMap: { name: settings } }] },
        });
      const object = { kind: "ConfigMap", name: settings };
      const restart = {
        spec: {
          template: {
            metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "2026-03-02T09:00:00Z" } },
          },
        },
      };
      const matches = file === "app.json" ? "\\}$" : "mode: live";
      return {
        before: [configMap(vary, settings, { [file]: good }), ...names.map(mounted), ...neighbours(vary)],
        healthySeconds: 180,
        behaviours: names.map((name) =>
          behaves(vary, name, {
            kind: "demands",
            settings: [{ path: `/etc/app/${file}`, is: "file", matches, log }],
          }),
        ),
        steps: [
          { afterSeconds: 0, patch: object, with: { data: { [file]: bad } } },
          ...names.map((name) => ({ afterSeconds: 15, patch: { kind: "Deployment", name }, with: restart })),
        ],
        expected: { outcome: "person", causes: ["config-content-invalid"], object },
      };
    },
  },
  {
    name: "quota-used-up-under-two-workloads",
    family: "many",
    needs: "nodes",
    play(vary) {
      const [first, second] = [vary.name("api"), vary.name("worker")];
      const bound = other(vary, "v1", "ResourceQuota", vary.pick(["team", "compute"]), {
        spec: { hard: { pods: "4" } },
      });
      const scaled = (name: string) => ({
        afterSeconds: 5,
        patch: { kind: "Deployment", name },
        with: { spec: { replicas: 4 } },
      });
      return {
        before: [bound, ...[first, second].map((name) => deployment(vary, name, { replicas: 1 }))],
        healthySeconds: 60,
        steps: [scaled(first), scaled(second)],
        expected: {
          outcome: "person",
          causes: ["quota-exceeded"],
          object: { kind: "ResourceQuota", name: bound.metadata.name },
          alsoRight: { objects: [first, second].map((name) => ({ kind: "Deployment", name })) },
        },
      };
    },
  },
];
