import type { EffectInstant } from "../../src/core/effects.ts";
import type { BehaviourRule } from "../../src/simulation/kubelet/behaviour.ts";
import { DEMO_SCENARIOS } from "../../src/simulation/scenarios/demo-scenarios.ts";

/** A story in a namespace of the test's choice. */
export interface CrashScenario {
  objects(namespace: string): object[];
  behaviours(namespace: string): BehaviourRule[];
}

/** Which story passes an instant: most are on the classic's road, the others need a person or a return. */
export function scenarioFor(instant: EffectInstant): string {
  if (instant.startsWith("decision.")) return "needs-approval";
  if (instant.startsWith("return.")) return "does-not-hold";
  if (instant.startsWith("apply.step")) return "stateful-set";
  return "classic";
}

export function crashScenario(name: string): CrashScenario {
  if (name === "stateful-set")
    return { objects: (namespace) => [statefulSet(namespace)], behaviours: () => [] };
  const story = DEMO_SCENARIOS.find((candidate) => candidate.name === name);
  if (story === undefined) throw new Error(`no story is called ${name}`);
  const inNamespace = (value: unknown, namespace: string): unknown =>
    JSON.parse(
      JSON.stringify(value).replaceAll(
        `"namespace":"${story.subject.namespace}"`,
        `"namespace":"${namespace}"`,
      ),
    );
  return {
    objects: (namespace) => inNamespace(story.manifests, namespace) as object[],
    behaviours: (namespace) => inNamespace(story.behaviours, namespace) as BehaviourRule[],
  };
}

/** OrderedReady never replaces a pod that is not ready: the plan deletes it as a step of its own. */
function statefulSet(namespace: string): object {
  const labels = { app: "store" };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "store", namespace, labels },
    spec: {
      serviceName: "store",
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "store",
              image: "polinux/stress",
              command: ["stress"],
              args: ["--vm", "1", "--vm-bytes", "200M", "--vm-hang", "1"],
              resources: { requests: { memory: "50Mi" }, limits: { memory: "100Mi" } },
            },
          ],
        },
      },
    },
  };
}
