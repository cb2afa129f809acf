import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { typo } from "../objects/typo.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario, Vary } from "../scenario.ts";

const limitRange = (vary: Vary, limits: object) =>
  other(vary, "v1", "LimitRange", vary.pick(["limits", "mem-limit-range", "container-bounds"]), {
    spec: { limits: [{ type: "Container", ...limits }] },
  });

const quota = (vary: Vary, hard: Record<string, string>) =>
  other(vary, "v1", "ResourceQuota", vary.pick(["compute-resources", "team-quota", "quota"]), {
    spec: { hard },
  });

const sized = (vary: Vary, name: string, resources: object, replicas = 1) =>
  deployment(vary, name, { replicas, containers: [container(vary, name, { resources })] });

const RESOURCES = "spec.template.spec.containers.0.resources";

/** Pods that the API server does not let be made: quota, bounds, and names that do not exist. */
export const REFUSED: Scenario[] = [
  {
    name: "limit-range-minimum-not-reached",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = sized(vary, name, {
        requests: { cpu: "20m", memory: "32Mi" },
        limits: { cpu: "200m", memory: "128Mi" },
      });
      return {
        before: [limitRange(vary, { min: { cpu: "50m", memory: "64Mi" } })],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "repaired",
          causes: ["limit-range-violated"],
          object: nameOf(app),
          finally: holds(nameOf(app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    name: "limit-range-maximum-exceeded",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const app = sized(vary, name, {
        requests: { cpu: "50m", memory: "64Mi" },
        limits: { cpu: "500m", memory: "2Gi" },
      });
      return {
        before: [limitRange(vary, { max: { cpu: "1", memory: "1Gi" } })],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "repaired",
          causes: ["limit-range-violated"],
          object: nameOf(app),
          finally: holds(nameOf(app), `${RESOURCES}.limits.memory`, "1Gi"),
        },
      };
    },
  },
  {
    name: "quota-that-demands-limits",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = sized(vary, name, { requests: { cpu: "50m", memory: "64Mi" } });
      return {
        before: [quota(vary, { "limits.cpu": "2", "limits.memory": "2Gi" })],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "repaired",
          // How large a limit has to be is not to be read from the quota where several would fit.
          alsoRight: { outcomes: ["proposed"] },
          causes: ["quota-exceeded"],
          object: nameOf(app),
          finally: holds(nameOf(app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    // The quota is used up by others: who gets how much is for people to settle.
    name: "quota-used-up-by-another-workload",
    family: "scheduling",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const [name, first] = [vary.name("api"), vary.name("batch")];
      const resources = {
        requests: { cpu: "450m", memory: "64Mi" },
        limits: { cpu: "500m", memory: "128Mi" },
      };
      const bound = quota(vary, { "requests.cpu": "1", pods: "10" });
      return {
        before: [bound, sized(vary, first, resources, 2)],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, apply: [sized(vary, name, resources)] }],
        expected: {
          outcome: "person",
          causes: ["quota-exceeded"],
          object: { kind: "Deployment", name },
          alsoRight: { objects: [{ kind: "ResourceQuota", name: bound.metadata.name }] },
        },
      };
    },
  },
  {
    name: "scaled-up-beyond-the-quota-of-pods",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const bound = quota(vary, { pods: String(vary.integer(3, 4)) });
      const object = { kind: "Deployment", name };
      return {
        before: [bound, sized(vary, name, { requests: { cpu: "25m" } }, 2)],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { replicas: 6 } } }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        expected: {
          outcome: "person",
          causes: ["quota-exceeded"],
          object,
          alsoRight: { objects: [{ kind: "ResourceQuota", name: bound.metadata.name }] },
        },
      };
    },
  },
  {
    name: "service-account-mistyped",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("operator");
      const account = `${name}-runner`;
      const app = deployment(vary, name, { pod: { serviceAccountName: typo(vary, account) } });
      return {
        before: [other(vary, "v1", "ServiceAccount", account, {}), ...neighbours(vary)],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "proposed",
          causes: ["service-account-missing"],
          object: nameOf(app),
          finally: holds(nameOf(app), "spec.template.spec.serviceAccountName", account),
        },
      };
    },
  },
  {
    // Nothing is near to it: an account with rights is made by a person.
    name: "service-account-that-nobody-made",
    family: "scheduling",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const [name, account] = [vary.name("operator"), vary.name("identity")];
      const app = deployment(vary, name, { pod: { serviceAccountName: account } });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        expected: { outcome: "person", causes: ["service-account-missing"], object: nameOf(app) },
      };
    },
  },
  {
    name: "priority-class-mistyped",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("ingest");
      const priority = `${vary.namespace}-critical`;
      const app = deployment(vary, name, { pod: { priorityClassName: typo(vary, priority) } });
      return {
        before: [
          {
            apiVersion: "scheduling.k8s.io/v1",
            kind: "PriorityClass",
            metadata: { name: priority },
            value: 10_000,
          },
          ...neighbours(vary),
        ],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [app] }],
        cluster: {},
        expected: {
          outcome: "proposed",
          causes: ["priority-class-missing"],
          object: nameOf(app),
          finally: holds(nameOf(app), "spec.template.spec.priorityClassName", priority),
        },
      };
    },
  },
];
