import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap, service } from "../objects/other-objects.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Names, networks, access, Jobs and alerts, as public benchmarks and exercises set them. */
export const UNSEEN_LABELS_AND_ALERTS: Scenario[] = [
  {
    name: "unseen-two-deployments-of-the-same-labels-behind-one-service",
    family: "routing",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const [one, two] = [vary.name("web"), vary.name("worker")];
      const port = vary.port();
      const labels = vary.labels(one);
      const first = deployment(vary, one, {
        replicas: 2,
        containers: [container(vary, one, { ports: [{ containerPort: port }] })],
      });
      const made = deployment(vary, two);
      const second = {
        ...made,
        spec: {
          ...made.spec,
          selector: { matchLabels: labels },
          template: { ...made.spec.template, metadata: { labels } },
        },
      };
      return {
        before: [first, service(vary, one, { labels, port: 80, targetPort: port }), ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [
          behaves(vary, one, { kind: "serves", ports: [{ port }] }),
          behaves(vary, two, { kind: "serves", ports: [] }),
        ],
        steps: [{ afterSeconds: 0, apply: [second] }],
        alert: { alertname: "HighErrorRate", service: one },
        expected: {
          outcome: "person",
          causes: ["service-selector-wrong", "service-port-wrong", "unknown"],
          object: { kind: "Service", name: one },
          alsoRight: {
            outcomes: ["nothing"],
            objects: [{ kind: "Deployment", name: one }, nameOf(made)],
          },
        },
      };
    },
  },
  {
    name: "unseen-alert-about-a-neighbour-of-the-broken-one",
    family: "many",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const [well, ill] = [vary.name("web"), vary.name("api")];
      const map = `${ill}-config`;
      const app = deployment(vary, ill, {
        containers: [container(vary, ill, { envFrom: [{ configMapRef: { name: map } }] })],
      });
      return {
        before: [
          deployment(vary, well, { replicas: 2 }),
          configMap(vary, vary.name("unrelated"), { a: "b" }),
          ...neighbours(vary),
        ],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: well },
        expected: {
          outcome: "person",
          causes: ["config-missing"],
          object: nameOf(app),
          alsoRight: { objects: [{ kind: "ConfigMap", name: map }] },
          finally: holds({ kind: "Deployment", name: well }, "spec.replicas", 2),
        },
      };
    },
  },
];
