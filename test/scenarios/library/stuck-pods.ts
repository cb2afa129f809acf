import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { served } from "../objects/served.ts";
import { deployment, nameOf } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Scenario, Step, Vary } from "../scenario.ts";

/** Its place in the network is still held by a pod that is gone, as far as its node knows. */
const noNetwork = (vary: Vary) =>
  vary.pick([
    'plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
    'plugin type="cilium-cni" failed (add): unable to create endpoint: Cilium API client timeout exceeded',
  ]);

/** One pod is taken away, and the one that comes for it behaves so, while all others run on; after it every pod is well. */
const onePod = (vary: Vary, name: string, behaviour: Parameters<typeof behaves>[2]): Step[] => [
  { afterSeconds: 0, behave: [behaves(vary, name, behaviour)] },
  { afterSeconds: 1, remove: { kind: "Pod", name: `${name}-*` } },
  { afterSeconds: 25, behave: [behaves(vary, name, { kind: "runs-well" })] },
];

/** Single pods that are stuck, beside others of their revision that serve; and what only looks so. */
export const STUCK_PODS: Scenario[] = [
  {
    name: "one-pod-of-several-that-gets-no-network",
    family: "stuck",
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: vary.integer(3, 4) });
      return {
        before: [...neighbours(vary), app],
        healthySeconds: 120,
        steps: onePod(vary, name, { kind: "no-sandbox", message: noNetwork(vary), sticks: true }),
        withinSeconds: 2_000,
        expected: {
          outcome: "proposed",
          causes: ["pod-stuck"],
          object: nameOf(app),
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "one-pod-of-several-that-hangs-while-the-others-serve",
    family: "stuck",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "search", { replicas: 3 });
      return {
        before: [...neighbours(vary), ...back.objects],
        healthySeconds: 120,
        behaviours: [back.rule],
        steps: [
          ...onePod(vary, back.name, { kind: "never-ready", log: ["waiting for lock /data/.lock"] }),
          { afterSeconds: 1, behave: [back.rule] },
        ],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: back.name },
        withinSeconds: 2_000,
        expected: {
          outcome: "proposed",
          causes: ["pod-stuck"],
          object: nameOf(back.app),
          finally: allReady(back.app),
        },
      };
    },
  },
  {
    // The same, but its budget is disrupted by that very pod: IfHealthyBudget refuses, and a person deletes it or not.
    name: "one-pod-that-hangs-under-a-budget-without-room",
    family: "stuck",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "quotes", { replicas: 3 });
      const spec = { minAvailable: 3, selector: { matchLabels: vary.labels(back.name) } };
      return {
        before: [
          ...neighbours(vary),
          ...back.objects,
          other(vary, "policy/v1", "PodDisruptionBudget", back.name, { spec }),
        ],
        healthySeconds: 120,
        behaviours: [back.rule],
        steps: [
          ...onePod(vary, back.name, { kind: "never-ready", log: ["waiting for lock /data/.lock"] }),
          { afterSeconds: 1, behave: [back.rule] },
        ],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: back.name },
        withinSeconds: 2_000,
        expected: {
          outcome: "person",
          causes: ["pod-stuck"],
          object: nameOf(back.app),
          // That the budget leaves no node to be drained is true as well.
          secondly: {
            outcome: "proposed",
            alsoRight: { outcomes: ["nothing", "person"] },
            causes: ["budget-unsatisfiable"],
            object: { kind: "PodDisruptionBudget", name: back.name },
          },
        },
      };
    },
  },
  {
    // No pod of it gets a network: to throw one away helps nobody.
    name: "pods-of-which-none-gets-a-network",
    family: "stuck",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { replicas: 3 });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [behaves(vary, name, { kind: "no-sandbox", message: noNetwork(vary) })],
        expected: { outcome: "person", causes: ["unknown", "pod-stuck"], object: nameOf(app) },
      };
    },
  },
];
